#ifndef NEARCOPY_SKETCH_ROUND_HASH_H_
#define NEARCOPY_SKETCH_ROUND_HASH_H_

#include <cstdint>

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

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_ROUND_HASH_H_
