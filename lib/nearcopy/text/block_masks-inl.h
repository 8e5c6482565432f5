// Blocks of 64 bytes as masks of 64 bits, bit i about byte i. Included once for every target.
#if defined(NEARCOPY_TEXT_BLOCK_MASKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEARCOPY_TEXT_BLOCK_MASKS_INL_H_
#undef NEARCOPY_TEXT_BLOCK_MASKS_INL_H_
#else
#define NEARCOPY_TEXT_BLOCK_MASKS_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR
constexpr size_t kBlock = 64;

template <class D, class M>
HWY_INLINE uint64_t Bits(D d, M mask) {
  alignas(8) uint8_t bytes[8] = {0};
  hn::StoreMaskBits(d, mask, bytes);
  uint64_t bits = 0;
  std::memcpy(&bits, bytes, 8);  // all targets with vectors are little-endian here
  return bits;
}

// Writes `base` and the place of each bit that is set, ascending; up to 64 values in any case.
HWY_INLINE void Flatten(uint64_t bits, uint32_t base, uint32_t* out) {
#if HWY_TARGET <= HWY_AVX3_DL
  const hn::Full512<uint8_t> d8;
  const hn::Full512<uint32_t> d32;
  const hn::Full128<uint8_t> part;
  alignas(64) uint8_t places[kBlock];
  uint8_t mask[8];
  std::memcpy(mask, &bits, 8);
  hn::Store(hn::Compress(hn::Iota(d8, 0), hn::LoadMaskBits(d8, mask)), d8, places);
  const int count = std::popcount(bits);
  for (int i = 0; i < count; i += 16) {
    const auto wide = hn::PromoteTo(d32, hn::Load(part, places + i));
    hn::StoreU(hn::Add(wide, hn::Set(d32, base)), d32, out + i);
  }
#elif HWY_TARGET <= HWY_AVX3
  const hn::Full512<uint32_t> d;
  for (uint32_t i = 0; i < kBlock; i += 16) {
    const auto part = static_cast<uint16_t>(bits >> i);
    uint8_t mask[8] = {0};
    std::memcpy(mask, &part, 2);
    hn::StoreU(hn::Compress(hn::Iota(d, base + i), hn::LoadMaskBits(d, mask)), d, out);
    out += std::popcount(part);
  }
#else
  constexpr int kMost = 16;  // of most blocks: a loop of fixed length is not mispredicted
  const int count = std::popcount(bits);
  for (int i = 0; i < kMost; ++i, bits &= bits - 1) {
    out[i] = base + static_cast<uint32_t>(std::countr_zero(bits));
  }
  for (int i = kMost; i < count; ++i, bits &= bits - 1) {
    out[i] = base + static_cast<uint32_t>(std::countr_zero(bits));
  }
#endif
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#endif  // NEARCOPY_TEXT_BLOCK_MASKS_INL_H_
