#ifndef NEARCOPY_ENGINE_READ_DOCUMENTS_H_
#define NEARCOPY_ENGINE_READ_DOCUMENTS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nearcopy/engine/document_ids.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/text_store.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/output.h"

namespace nearcopy {

// What was computed of a document.
struct SketchedDocument {
  Fingerprint fingerprint;
  int64_t published = 0;
  uint32_t words = 0;
  uint32_t shingles = 0;   // duplicates included
  bool too_short = false;  // to be a copy of anything
  bool bad_time = false;
};

// A block of input with what was computed of each of its documents, by number in `read.documents`.
struct SketchedBatch {
  DocumentBatch read;
  std::vector<SketchedDocument> sketched;
  std::vector<uint64_t> sketches;  // SketchShape::words() each
  PackedTexts texts;               // where a TextStore was given
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

// Takes document i of a batch, the next one in `ids`; views of the batch are valid during the call
// alone.
using TakeDocument = std::function<absl::Status(const SketchedBatch& batch, size_t i)>;

// Where what is read goes to, and how much may be on its way there.
struct ReadTargets {
  DocumentIds* ids;                // of all documents
  TextStore* texts = nullptr;      // of all texts; may be null
  OutputFile* rejected = nullptr;  // skipped records; may be null
  Progress* progress;
  ReadCounts* counts;
  uint64_t bytes_under_way = 64 << 20;  // of blocks; what is computed of them is twice as much
};

// Reads, parses and sketches all inputs on sketch.threads threads, and gives every good document to
// `take`, in the order of the inputs. Ids are unique among those given. Bad records end the run
// with `PATH:LINE: (byte B): REASON`, or are counted and rejected. Any thread; `take` is called by
// one at a time.
absl::Status ReadDocuments(const ReadSettings& settings, const SketchSettings& sketch,
                           const ReadTargets& targets, const TakeDocument& take);

// "news.jsonl:4: (byte 812)"; no line where the whole file is the record.
std::string Describe(const std::vector<Input>& inputs, const Place& place);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_READ_DOCUMENTS_H_
