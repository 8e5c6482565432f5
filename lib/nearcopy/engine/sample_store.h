#ifndef NEARCOPY_ENGINE_SAMPLE_STORE_H_
#define NEARCOPY_ENGINE_SAMPLE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "nearcopy/io/spill_file.h"
#include "nearcopy/match/large_vector.h"

namespace nearcopy {

// Takes the samples of the text at a position (see Winnow), and the runs of these (see SampleRuns).
using TakeSamples = std::function<void(uint32_t position, std::span<const uint32_t> samples,
                                       std::span<const uint32_t> runs)>;

// The samples of a run's texts, to be read from front to end as often as needed: the first ones in
// memory, up to a limit, those that follow in a spill file; while all fit, no file is made. Errors
// are those of SpillFile. One thread appends, then any may read.
class SampleStore {
 public:
  // `folder` is that of the file.
  SampleStore(uint64_t memory_bytes, std::string folder)
      : most_in_memory_(memory_bytes / sizeof(uint32_t)), folder_(std::move(folder)) {}

  // Those of the next text.
  absl::Status Append(std::span<const uint32_t> samples, std::span<const uint32_t> runs);
  // Once, after the last Append and before anything is read.
  absl::Status Finish();

  // Calls take(position, samples, runs) for every text, in the order in which they were appended;
  // those are valid during the call alone.
  absl::Status ForEach(const TakeSamples& take) const;

 private:
  LargeVector<uint32_t>* RoomFor(size_t values);
  absl::Status ReadFile(uint32_t position, const TakeSamples& take) const;

  const uint64_t most_in_memory_;  // values
  const std::string folder_;
  // Of each text two sizes, its samples, its runs; texts are whole in a chunk.
  std::vector<LargeVector<uint32_t>> chunks_;
  uint64_t in_memory_ = 0;           // values
  std::unique_ptr<SpillFile> file_;  // null: not needed
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SAMPLE_STORE_H_
