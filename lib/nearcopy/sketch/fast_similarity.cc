#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/sketch/fast_similarity.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>
#include <vector>

#include "hwy/highway.h"
#include "nearcopy/sketch/fast_similarity.h"
#include "nearcopy/sketch/round_hash-inl.h"
#include "nearcopy/sketch/sketch.h"
#include "nearcopy/text/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {

// Deals every shingle to the slot that the top bits of its hash name; least[slot] becomes the
// smallest hash dealt there.
void Deal(std::span<const uint64_t> shingles, uint64_t round, int shift, uint64_t* least) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  HWY_ALIGN uint64_t hashes[HWY_MAX_BYTES / 8];
  size_t i = 0;
  for (; i + lanes <= shingles.size(); i += lanes) {
    hn::Store(RoundHashes(d, hn::LoadU(d, shingles.data() + i), round), d, hashes);
    for (size_t j = 0; j < lanes; ++j) {
      uint64_t& slot = least[hashes[j] >> shift];
      slot = std::min(slot, hashes[j]);
    }
  }
  for (; i < shingles.size(); ++i) {
    const uint64_t h = RoundHash(shingles[i], round);
    least[h >> shift] = std::min(least[h >> shift], h);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(Deal);

// Hashes a slot, after which a slot is still empty with a chance of 1e-7 if shingles differ.
constexpr size_t kManyHashes = 16;
constexpr uint64_t kEmpty = std::numeric_limits<uint64_t>::max();

void DealPlain(std::span<const uint64_t> shingles, uint64_t round, int shift, uint64_t* least) {
  for (uint64_t s : shingles) {
    const uint64_t h = RoundHash(s, round);
    least[h >> shift] = std::min(least[h >> shift], h);
  }
}

}  // namespace

void FastSimilaritySketch(std::span<const uint64_t> shingles, Simd simd,
                          std::span<uint16_t> slots) {
  const size_t t = slots.size();
  assert(std::has_single_bit(t) && t >= 16 && t <= kMostSlots);
  std::fill(slots.begin(), slots.end(), uint16_t{0});
  if (shingles.empty()) return;
  const auto deal =
      simd == Simd::Scalar() ? &DealPlain : PickTarget(HWY_DISPATCH_TABLE(Deal), simd);
  const int shift = 64 - std::countr_zero(t);
  std::array<uint64_t, kMostSlots> least;
  std::array<bool, kMostSlots> filled{};
  size_t empty = t;
  std::vector<uint64_t> different;  // used only where most shingles are duplicates
  // A slot keeps what its first round with any shingle gave it.
  for (uint64_t round = 0; round < t && empty > 0; ++round) {
    std::fill_n(least.begin(), t, kEmpty);
    deal(shingles, round, shift, least.data());
    for (size_t i = 0; i < t; ++i) {
      if (filled[i] || least[i] == kEmpty) continue;
      filled[i] = true;
      slots[i] = static_cast<uint16_t>(least[i]);
      --empty;
    }
    // A slot stays empty beside so many hashes only if shingles are few in truth, as in a text that
    // repeats a phrase: further rounds over all of them would be hundreds of times dearer.
    if (empty > 0 && different.empty() && (round + 1) * shingles.size() > kManyHashes * t) {
      different.assign(shingles.begin(), shingles.end());
      std::sort(different.begin(), different.end());
      different.erase(std::unique(different.begin(), different.end()), different.end());
      shingles = different;
    }
  }
  // What is still empty takes the smallest of all shingles, by a hash of its own.
  for (size_t i = 0; i < t && empty > 0; ++i) {
    if (filled[i]) continue;
    slots[i] = static_cast<uint16_t>(SmallestRoundHash(shingles, t + i));
    --empty;
  }
}

}  // namespace nearcopy
#endif  // HWY_ONCE
