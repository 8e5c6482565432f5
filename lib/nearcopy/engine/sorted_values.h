#ifndef NEARCOPY_ENGINE_SORTED_VALUES_H_
#define NEARCOPY_ENGINE_SORTED_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/engine/run_merger.h"
#include "nearcopy/io/spill_file.h"
#include "nearcopy/match/large_vector.h"

namespace nearcopy {

struct SortOptions {
  uint64_t memory_bytes = 64 << 20;  // for values; up to half a MiB comes on top
  std::string folder;                // of the spill file
  bool drop_duplicates = false;
};

// Sorts more values than memory holds: those over the limit go to a spill file as sorted runs,
// which are merged as they are read. While all fit, no file is made. What is read depends on the
// values alone, not on their order or the limit. Errors are those of SpillFile, and final. One
// thread at a time.
class SortedValues {
 public:
  explicit SortedValues(const SortOptions& options);

  absl::Status Add(std::span<const uint64_t> values);

  // Once, after the last Add and before the first Read.
  absl::Status Finish();

  // Fills `out` with the next values in ascending order, and returns how many: fewer than it has
  // room for at the end alone, and then 0.
  absl::StatusOr<size_t> Read(std::span<uint64_t> out);

 private:
  absl::Status MakeRoom();
  void Sort();
  absl::Status Spill();
  absl::Status StartMerging();
  absl::Status MergeFirst(size_t runs);
  RunMerger MergerOf(std::span<const SpilledRun> runs);

  const SortOptions options_;
  const size_t most_values_;  // in memory
  size_t room_ = 0;           // values that values_ may have before MakeRoom
  // All memory there is; when runs are merged, the blocks to read and the block to write.
  LargeVector<uint64_t> values_, scratch_;
  size_t read_ = 0;  // of values_
  std::unique_ptr<SpillFile> file_;
  std::vector<SpilledRun> runs_;
  std::unique_ptr<RunMerger> merger_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SORTED_VALUES_H_
