#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/sketch/minhash.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <limits>

#include "hwy/highway.h"
#include "nearcopy/sketch/minhash.h"
#include "nearcopy/sketch/round_hash.h"
#include "nearcopy/text/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// RoundHash of each shingle.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V RoundHashes(D d, V shingles, uint64_t round) {
  V h = hn::Add(shingles, hn::Set(d, round * kRoundStep));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<30>(h)), hn::Set(d, kRoundMultiply1));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<27>(h)), hn::Set(d, kRoundMultiply2));
  return hn::Xor(h, hn::ShiftRight<31>(h));
}

// The smallest hash of all shingles in a round.
uint64_t SmallestHash(std::span<const uint64_t> shingles, uint64_t round) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  uint64_t smallest = std::numeric_limits<uint64_t>::max();
  size_t i = 0;
  if (shingles.size() >= lanes) {
    auto least = hn::Set(d, smallest);
    for (; i + lanes <= shingles.size(); i += lanes) {
      least = hn::Min(least, RoundHashes(d, hn::LoadU(d, shingles.data() + i), round));
    }
    HWY_ALIGN uint64_t each[HWY_MAX_BYTES / 8];
    hn::Store(least, d, each);
    smallest = *std::min_element(each, each + lanes);
  }
  for (; i < shingles.size(); ++i) smallest = std::min(smallest, RoundHash(shingles[i], round));
  return smallest;
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(SmallestHash);

}  // namespace

void MinHashSketch(std::span<const uint64_t> shingles, Simd simd, std::span<uint16_t> slots) {
  std::fill(slots.begin(), slots.end(), uint16_t{0});
  if (shingles.empty()) return;
  const auto smallest = simd == Simd::Scalar() ? &SmallestRoundHash
                                               : PickTarget(HWY_DISPATCH_TABLE(SmallestHash), simd);
  for (size_t i = 0; i < slots.size(); ++i) {
    slots[i] = static_cast<uint16_t>(smallest(shingles, i));
  }
}

}  // namespace nearcopy
#endif  // HWY_ONCE
