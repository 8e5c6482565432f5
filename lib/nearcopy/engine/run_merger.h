#ifndef NEARCOPY_ENGINE_RUN_MERGER_H_
#define NEARCOPY_ENGINE_RUN_MERGER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/io/spill_file.h"

namespace nearcopy {

// Values in ascending order, side by side in a spill file as 8 bytes each.
struct SpilledRun {
  uint64_t offset = 0;  // in bytes
  uint64_t values = 0;
};

// The first value of a run that was not given yet.
struct RunHead {
  uint64_t value = 0;
  size_t run = 0;
};

// Reads runs as one, in ascending order, with a block of each in memory (a tree of losers: Knuth,
// TAOCP 3, 5.4.1). The file must stay, and the runs be flushed. One thread at a time.
class RunMerger {
 public:
  // At least one run. `memory` is dealt to them in equal blocks of at least a value, and stays the
  // merger's. With drop_duplicates, of equal values one comes out.
  RunMerger(const SpillFile& file, std::span<const SpilledRun> runs, std::span<uint64_t> memory,
            bool drop_duplicates);

  // Fills `out`, and returns how many values it has: fewer at the end alone. An error is
  // final.
  absl::StatusOr<size_t> Read(std::span<uint64_t> out);

 private:
  struct Source {
    uint64_t offset;   // of what is not in memory yet
    uint64_t left;     // values there
    size_t next, end;  // in blocks_: the rest of its block
  };

  absl::Status Start();
  absl::Status FillBlock(size_t run);

  const SpillFile& file_;
  const std::span<uint64_t> blocks_;  // one a run, side by side
  const size_t block_values_;
  const bool drop_duplicates_;
  bool started_ = false;
  absl::Status status_;  // an error is final
  uint64_t left_ = 0;  // values still to come, of all runs
  uint64_t last_ = 0;
  std::vector<Source> sources_;
  RunHead winner_;  // the smallest head
  // Of the match at each inner node, from 1; the children of node i are 2i and 2i+1.
  std::vector<RunHead> losers_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_RUN_MERGER_H_
