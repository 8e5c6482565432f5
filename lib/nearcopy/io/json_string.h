#ifndef NEARCOPY_IO_JSON_STRING_H_
#define NEARCOPY_IO_JSON_STRING_H_

#include <string>
#include <string_view>

namespace nearcopy {

enum class EscapeError { kNone, kBadEscape, kLoneSurrogate };

// Checks the escapes of a JSON string (what stands between its quotes) and, with `out`, appends
// what it says; never longer than `raw`. simdjson's own unescaping will not do: it lets a lone low
// surrogate pass (3.0.1), and tells a lone high one from no other error.
EscapeError Unescape(std::string_view raw, std::string* out);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_JSON_STRING_H_
