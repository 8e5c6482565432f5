#ifndef NEARCOPY_ENGINE_REPEATS_JOB_H_
#define NEARCOPY_ENGINE_REPEATS_JOB_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/strip.h"
#include "nearcopy/passage/repeats.h"

namespace nearcopy {

// The job of `repeats`.
struct RepeatsSettings {
  ReadSettings read;
  RepeatOptions repeats;
  std::optional<Strip> strip;
  std::string list = "-";  // file of the repeats, "-": standard output; empty: none
  std::string stripped;    // with `strip`: file of the documents without their second copies
  std::string cuts;        // and of what was cut; empty: none
  bool force = false;
  int threads = 1;
  Simd simd = Simd::Scalar();
  std::vector<std::string> input_paths;  // as given, for the summary
};

struct RepeatsCounts {
  ReadCounts read;
  uint64_t words = 0, repeated_words = 0;
  uint64_t with_repeats = 0;     // documents
  uint64_t exact = 0, near = 0;  // repeats
  CutCounts cut;
  double seconds = 0;  // without the syncing to disk that follows
};

// Finds the repeats inside every document. A line of `list` for each document that has any, in the
// order of the inputs: {"id", "words", "repeated_words", "repeats": [{"kind", "similarity",
// "words", "first", "again"}]}. All files appear together or not at all. Errors name file and
// place. Any thread.
absl::StatusOr<RepeatsCounts> RunRepeats(const RepeatsSettings& settings, Progress* progress);

// A summary of the run as one JSON object.
std::string RepeatsSummaryJson(const RepeatsSettings& settings, const RepeatsCounts& counts);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_REPEATS_JOB_H_
