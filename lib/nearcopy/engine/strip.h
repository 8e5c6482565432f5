#ifndef NEARCOPY_ENGINE_STRIP_H_
#define NEARCOPY_ENGINE_STRIP_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nearcopy/engine/document_lines.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/io/record_cutter.h"
#include "nearcopy/passage/cuts.h"

namespace nearcopy {

// What was cut, in all.
struct CutCounts {
  uint64_t documents = 0, cuts = 0, bytes = 0, words = 0;
  void Add(const CutCounts& other);
};

// {"begin", "end", "paragraphs": [first, last]} of a passage; bytes of its text.
void WritePassage(const Passage& passage, JsonWriter* json);

// Writes documents without what was cut, and what that was. One thread at a time.
class Stripper {
 public:
  explicit Stripper(const ReadSettings& settings);

  // Appends `document` without `cuts`, which ascend and are disjoint: its record with nothing but
  // its text changed; a text as it is where the input is this one file, else as a JSON record
  // {"id", "text"}. A cut over several fields of a record is one in each, for their order is kept.
  // And appends, where anything was cut, a line {"id", "cuts": [{"begin", "end", "kind", "text",
  // "first"}]}: put back in the order of the list, `text` at byte `begin` each time, they make the
  // old text of the new one. Without `first` where a cut has none.
  CutCounts Strip(const Document& document, std::span<const Cut> cuts, std::string* stripped,
                  std::string* lines);

 private:
  void WriteCuts(const Document& document, std::string* lines);

  const bool one_text_;
  RecordCutter cutter_;
  std::vector<Cut> cuts_;  // each within one field
  std::vector<TextStretch> stretches_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_STRIP_H_
