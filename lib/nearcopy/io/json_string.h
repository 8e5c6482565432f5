#ifndef NEARCOPY_IO_JSON_STRING_H_
#define NEARCOPY_IO_JSON_STRING_H_

#include <string_view>

#include "nearcopy/io/bytes.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

enum class EscapeError { kNone, kBadEscape, kLoneSurrogate };

// Checks the escapes of a JSON string (what stands between its quotes) and, with `out`, appends
// what it says, for which there must be room; never longer than `raw`. simdjson's own unescaping
// will not do: it lets a lone low surrogate pass (3.0.1), and tells a lone high one from no other
// error. Any thread.
EscapeError Unescape(std::string_view raw, Bytes* out);

// A string that was taken from the front of some JSON.
struct TakenString {
  const char* end;  // of the string in the JSON, at its closing quote; null where it has none, or
                    // an error
  char* out_end;    // of what it says
  bool ascii;       // surely; false where bytes in it or near behind it are none
};

// Unescape in one pass with the search for the closing quote: reads from `at`, behind the opening
// one, and writes to `out`. It ends at the first control character, of which one must come. Up to
// kBlockPadding bytes behind either end are read and written. Any thread.
using TakeString = TakenString (*)(const char* at, char* out);
TakeString StringTaker(Simd simd);  // not Simd::Scalar()

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_STRING_H_
