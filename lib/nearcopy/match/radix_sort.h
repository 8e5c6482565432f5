#ifndef NEARCOPY_MATCH_RADIX_SORT_H_
#define NEARCOPY_MATCH_RADIX_SORT_H_

#include <cstdint>
#include <span>

#include "nearcopy/match/large_vector.h"

namespace nearcopy {

// Sorts by the bits [low_bit, high_bit) of each value, 0 <= low_bit <= high_bit <= 64; values that
// agree in these keep their order. Digits from the lowest to the highest (Knuth, TAOCP 3, 5.2.5).
// `scratch` is grown to as many values where needed and left in any state; it can serve the next
// sort as it is. Any thread, with a scratch of its own.
void RadixSort(std::span<uint64_t> values, int low_bit, int high_bit,
               LargeVector<uint64_t>* scratch);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_RADIX_SORT_H_
