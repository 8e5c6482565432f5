#ifndef NEARCOPY_ENGINE_READ_DOCUMENTS_H_
#define NEARCOPY_ENGINE_READ_DOCUMENTS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/output.h"

namespace nearcopy {

// A block of input with what was computed of each of its documents, by number in `read.documents`.
struct SketchedBatch {
  DocumentBatch read;
  std::vector<uint32_t> words;
  std::vector<uint32_t> shingles;  // duplicates included
  std::vector<bool> too_short;     // to be a copy of anything
  std::vector<Fingerprint> fingerprints;
  std::vector<uint64_t> sketches;  // SketchShape::words() each
  std::vector<int64_t> published;
  std::vector<bool> bad_time;
};

// What became of the records.
struct ReadCounts {
  uint64_t documents = 0, empty = 0, too_short = 0, bad_time = 0, replaced = 0;
  // Documents that have a value in these fields, believable or not.
  uint64_t with_published = 0, with_across = 0, with_block = 0;
  uint64_t text_bytes = 0, input_bytes = 0;
  uint64_t empty_inputs = 0;  // that had no record, good or bad
  std::array<uint64_t, kBadReasons> skipped{};
  std::vector<std::string> damaged;  // place and reason of each damage that ended an input

  uint64_t skipped_in_all() const;
};

// Takes document i of a batch; views of the batch are valid during the call alone.
using TakeDocument = std::function<absl::Status(const SketchedBatch& batch, size_t i)>;

// Reads, parses and sketches all inputs on settings.threads threads, and gives every good document
// to `take`, in the order of the inputs. Ids are unique among those given. Bad records end the run
// with `PATH:LINE: (byte B): REASON`, or are counted and go to `rejected` (may be null).
absl::Status ReadDocuments(const ReadSettings& settings, const SketchSettings& sketch,
                           OutputFile* rejected, Progress* progress, ReadCounts* counts,
                           const TakeDocument& take);

// "news.jsonl:4: (byte 812)"; no line where the whole file is the record.
std::string Describe(const std::vector<Input>& inputs, const Place& place);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_READ_DOCUMENTS_H_
