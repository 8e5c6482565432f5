#include "nearcopy/engine/run_merger.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace nearcopy {
namespace {

// Lets the new head of the last winner's run play its way up the tree, and returns the winner: the
// smallest head. Nobody can predict who wins, so the two change places without a branch.
inline RunHead Play(RunHead head, std::span<RunHead> losers) {
  for (size_t node = (losers.size() + head.run) / 2; node > 0; node /= 2) {
    RunHead& other = losers[node];
    const uint64_t swap = other.value < head.value ? ~uint64_t{0} : 0;
    const uint64_t values = (other.value ^ head.value) & swap;
    const uint64_t runs = (other.run ^ head.run) & swap;
    other = {other.value ^ values, other.run ^ runs};
    head = {head.value ^ values, head.run ^ runs};
  }
  return head;
}

}  // namespace

RunMerger::RunMerger(const SpillFile& file, std::span<const SpilledRun> runs,
                     std::span<uint64_t> memory, bool drop_duplicates)
    : file_(file),
      blocks_(memory),
      block_values_(memory.size() / runs.size()),
      drop_duplicates_(drop_duplicates),
      losers_(runs.size()) {
  assert(!runs.empty() && block_values_ > 0);
  for (const SpilledRun& run : runs) {
    sources_.push_back({run.offset, run.values, 0, 0});
    left_ += run.values;
  }
}

// Leaf i of the tree is node runs + i.
absl::Status RunMerger::Start() {
  const size_t runs = sources_.size();
  std::vector<RunHead> winners(2 * runs);
  for (size_t run = 0; run < runs; ++run) {
    if (absl::Status filled = FillBlock(run); !filled.ok()) return filled;
    winners[runs + run] = {blocks_[sources_[run].next++], run};
  }
  for (size_t node = runs - 1; node > 0; --node) {
    const auto [a, b] = std::pair(winners[2 * node], winners[2 * node + 1]);
    winners[node] = b.value < a.value ? b : a;
    losers_[node] = b.value < a.value ? a : b;
  }
  winner_ = winners[1];
  last_ = winner_.value + 1;  // any other one
  started_ = true;
  return absl::OkStatus();
}

// A run that has ended gives the largest value for ever: it is taken only when all that is left is
// the largest value too, and as many values are taken as there are.
absl::Status RunMerger::FillBlock(size_t run) {
  Source& source = sources_[run];
  source.next = run * block_values_;
  if (source.left == 0) {
    blocks_[source.next] = std::numeric_limits<uint64_t>::max();
    source.end = source.next + 1;
    return absl::OkStatus();
  }
  const auto values = static_cast<size_t>(std::min<uint64_t>(source.left, block_values_));
  const std::span<uint64_t> block = blocks_.subspan(source.next, values);
  source.end = source.next + values;
  absl::Status read =
      file_.Read(source.offset, {reinterpret_cast<char*>(block.data()), block.size_bytes()});
  source.offset += block.size_bytes();
  source.left -= values;
  return read;
}

absl::StatusOr<size_t> RunMerger::Read(std::span<uint64_t> out) {
  if (!status_.ok()) return status_;
  if (!started_) {
    if (status_ = Start(); !status_.ok()) return status_;
  }
  size_t n = 0;
  for (; n < out.size() && left_ > 0; --left_) {
    out[n] = winner_.value;
    n += !drop_duplicates_ || winner_.value != last_;
    last_ = winner_.value;
    Source& source = sources_[winner_.run];
    if (source.next == source.end) {
      if (status_ = FillBlock(winner_.run); !status_.ok()) return status_;
    }
    winner_ = Play({blocks_[source.next++], winner_.run}, losers_);
  }
  return n;
}

}  // namespace nearcopy
