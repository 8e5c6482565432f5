#ifndef NEARCOPY_SKETCH_ROUND_HASH_H_
#define NEARCOPY_SKETCH_ROUND_HASH_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

namespace nearcopy {

// The constants of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
inline constexpr uint64_t kRoundStep = 0x9e3779b97f4a7c15;
inline constexpr uint64_t kRoundMultiply1 = 0xbf58476d1ce4e5b9;
inline constexpr uint64_t kRoundMultiply2 = 0x94d049bb133111eb;

// The hash of a shingle in a round of a sketch: SplitMix64's finaliser over both.
inline uint64_t RoundHash(uint64_t shingle, uint64_t round) {
  uint64_t h = shingle + round * kRoundStep;
  h = (h ^ (h >> 30)) * kRoundMultiply1;
  h = (h ^ (h >> 27)) * kRoundMultiply2;
  return h ^ (h >> 31);
}

// The smallest hash of all shingles in a round; the largest number for none.
inline uint64_t SmallestRoundHash(std::span<const uint64_t> shingles, uint64_t round) {
  uint64_t smallest = std::numeric_limits<uint64_t>::max();
  for (uint64_t s : shingles) smallest = std::min(smallest, RoundHash(s, round));
  return smallest;
}

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_ROUND_HASH_H_
