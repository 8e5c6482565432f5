#ifndef NEARCOPY_ENGINE_READ_DOCUMENTS_H_
#define NEARCOPY_ENGINE_READ_DOCUMENTS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/text_store.h"

namespace nearcopy {

// What was computed of a document.
struct SketchedDocument {
  Fingerprint fingerprint;
  uint32_t words = 0;
  uint32_t shingles = 0;   // duplicates included
  bool too_short = false;  // to be a copy of anything
  uint32_t left_out = 0;   // paragraphs of boilerplate, and their bytes
  uint64_t left_out_bytes = 0;
};

// The samples of texts (see Winnow), and the runs of these (see SampleRuns), side by side.
struct TextSamples {
  std::vector<uint32_t> samples, runs;
  std::vector<size_t> first_sample, first_run;  // of each text, and the ends of the last

  void Clear() {
    samples.clear();
    runs.clear();
    first_sample.assign(1, 0);
    first_run.assign(1, 0);
  }
  std::span<const uint32_t> SamplesOf(size_t i) const {
    return std::span(samples).subspan(first_sample[i], first_sample[i + 1] - first_sample[i]);
  }
  std::span<const uint32_t> RunsOf(size_t i) const {
    return std::span(runs).subspan(first_run[i], first_run[i + 1] - first_run[i]);
  }
};

// A block of input with what was computed of each of its documents, by number in `read.documents`.
struct SketchedBatch : ReadBatch {
  std::vector<SketchedDocument> sketched;
  std::vector<uint64_t> sketches;  // SketchShape::words() each
  PackedTexts texts;               // where a TextStore was given
  TextSamples samples;             // where they are asked for
  Bytes without;                   // texts without boilerplate, where that is left out
};

// Takes document i of a batch, the next one in `ids`; views of the batch are valid during the call
// alone.
using TakeDocument = std::function<absl::Status(const SketchedBatch& batch, size_t i)>;

// Reads, parses and sketches all inputs on sketch.threads threads, and gives every good document to
// `take`, in the order of the inputs; all texts go to `texts`, which may be null. The texts of a
// store that leaves boilerplate out are those without it, in the batch too. The rest is as with
// ReadRecords.
absl::Status ReadDocuments(const ReadSettings& settings, const SketchSettings& sketch,
                           const ReadTargets& targets, TextStore* texts, const TakeDocument& take);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_READ_DOCUMENTS_H_
