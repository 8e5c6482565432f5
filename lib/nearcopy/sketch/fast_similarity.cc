#include "nearcopy/sketch/fast_similarity.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>

namespace nearcopy {
namespace {

constexpr size_t kMostSlots = 1024;
constexpr uint64_t kEmpty = std::numeric_limits<uint64_t>::max();

// The hash of a shingle in a round: SplitMix64's finaliser over the shingle's hash and the round.
uint64_t RoundHash(uint64_t shingle, uint64_t round) {
  uint64_t h = shingle + round * 0x9e3779b97f4a7c15;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9;
  h = (h ^ (h >> 27)) * 0x94d049bb133111eb;
  return h ^ (h >> 31);
}

}  // namespace

void FastSimilaritySketch(std::span<const uint64_t> shingles, std::span<uint16_t> slots) {
  const size_t t = slots.size();
  assert(std::has_single_bit(t) && t >= 16 && t <= kMostSlots);
  std::fill(slots.begin(), slots.end(), uint16_t{0});
  if (shingles.empty()) return;
  const int shift = 64 - std::countr_zero(t);
  std::array<uint64_t, kMostSlots> least;
  std::array<bool, kMostSlots> filled{};
  size_t empty = t;
  // A round deals every shingle to one slot; a slot keeps what its first round with any gave it.
  for (uint64_t round = 0; round < t && empty > 0; ++round) {
    std::fill_n(least.begin(), t, kEmpty);
    for (uint64_t s : shingles) {
      const uint64_t h = RoundHash(s, round);
      const size_t slot = h >> shift;
      least[slot] = std::min(least[slot], h);
    }
    for (size_t i = 0; i < t; ++i) {
      if (filled[i] || least[i] == kEmpty) continue;
      filled[i] = true;
      slots[i] = static_cast<uint16_t>(least[i]);
      --empty;
    }
  }
  // What is still empty takes the smallest of all shingles, by a hash of its own.
  for (size_t i = 0; i < t && empty > 0; ++i) {
    if (filled[i]) continue;
    uint64_t smallest = kEmpty;
    for (uint64_t s : shingles) smallest = std::min(smallest, RoundHash(s, t + i));
    slots[i] = static_cast<uint16_t>(smallest);
    --empty;
  }
}

}  // namespace nearcopy
