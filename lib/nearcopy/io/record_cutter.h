#ifndef NEARCOPY_IO_RECORD_CUTTER_H_
#define NEARCOPY_IO_RECORD_CUTTER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "nearcopy/io/document.h"
#include "nearcopy/io/parse.h"

namespace nearcopy {

// A stretch of a document's text, in bytes of it: [begin, end).
struct TextStretch {
  uint64_t begin = 0, end = 0;
  bool operator==(const TextStretch&) const = default;
};

// Takes stretches of text out of records, and leaves all else byte for byte: other fields, white
// space, and how the rest of the text is escaped. Keeps its buffers, but not those of a giant. One
// thread at a time.
class RecordCutter {
 public:
  // `fields` as the records were read.
  explicit RecordCutter(const Fields& fields);
  ~RecordCutter();

  // Turns to a document whose batch must stay. Its text is made of parts(): one, or one a field of
  // fields.text that it has, with an LF between two that stands in no field.
  void Open(const Document& document);
  std::span<const TextStretch> parts() const;

  // Appends the document's record, its line end included, without `cuts`: stretches of whole
  // characters, ascending and disjoint, each within one part.
  void AppendWithout(std::span<const TextStretch> cuts, std::string* out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_RECORD_CUTTER_H_
