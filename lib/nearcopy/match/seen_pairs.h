#ifndef NEARCOPY_MATCH_SEEN_PAIRS_H_
#define NEARCOPY_MATCH_SEEN_PAIRS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "nearcopy/match/large_vector.h"

namespace nearcopy {

// Pairs that were met lately, by hash: one that takes the place of another makes that one be told
// once more. One thread at a time.
class SeenPairs {
 public:
  // Room for so many, rounded down to a power of two.
  explicit SeenPairs(size_t pairs)
      : shift_(65 - std::bit_width(std::max<size_t>(pairs, 2))),
        pairs_(size_t{1} << (64 - shift_)) {
    std::ranges::fill(pairs_, 0);
  }

  // Whether `pair`, which is not 0, is there; then it is.
  bool Add(uint64_t pair) {
    return std::exchange(pairs_[pair * 0x9e3779b97f4a7c15 >> shift_], pair) == pair;
  }

 private:
  int shift_;
  LargeVector<uint64_t> pairs_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SEEN_PAIRS_H_
