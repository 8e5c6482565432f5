#ifndef NEARCOPY_IO_PARSE_H_
#define NEARCOPY_IO_PARSE_H_

#include <memory>
#include <string>
#include <vector>

#include "nearcopy/io/document.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Names of the fields of a JSON record. `text` may be several, joined by LF; of these each may be
// missing or null, but not all. An empty name is never looked for (nor missed).
struct Fields {
  std::string id = "id";
  std::vector<std::string> text = {"text"};
  std::string title = "title", feed = "feed", url = "url", published = "published", lang = "lang";
  std::string across, block;
};

// Reads the records of a block, strictly: a record is one JSON object of valid UTF-8, no key twice
// at its top, nothing behind it, at most 128 levels deep (itself the first), no number that 64 bits
// cannot hold; every field is looked at, wanted or not. The id is a string without NUL or a whole
// number (its text is the id), never empty; text is a string; the optional fields are strings,
// numbers (their text) or null. Blank lines are no records. Keeps its buffers; one thread at a
// time.
class Parser {
 public:
  // With `replace_invalid_utf8`, bytes that are no UTF-8 become U+FFFD (one for each maximal
  // subpart, Unicode 3.9) instead of making the record bad.
  Parser(const Fields& fields, bool replace_invalid_utf8, Simd simd = Simd::Best());
  ~Parser();

  // Fills batch->documents and batch->bad from batch->block. Blocks of kind kTooLong give one bad
  // record, kTooLongRest none, kDamage one.
  void Parse(DocumentBatch* batch);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_PARSE_H_
