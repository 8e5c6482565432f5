// RoundHash over a vector of shingles. Included once for every target, so the guard toggles.
#if defined(NEARCOPY_SKETCH_ROUND_HASH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEARCOPY_SKETCH_ROUND_HASH_INL_H_
#undef NEARCOPY_SKETCH_ROUND_HASH_INL_H_
#else
#define NEARCOPY_SKETCH_ROUND_HASH_INL_H_
#endif

#include "hwy/highway.h"
#include "nearcopy/sketch/round_hash.h"

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>>
HWY_INLINE V RoundHashes(D d, V shingles, uint64_t round) {
  V h = hn::Add(shingles, hn::Set(d, round * kRoundStep));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<30>(h)), hn::Set(d, kRoundMultiply1));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<27>(h)), hn::Set(d, kRoundMultiply2));
  return hn::Xor(h, hn::ShiftRight<31>(h));
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#endif  // toggled guard
