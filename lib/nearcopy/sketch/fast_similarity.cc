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
#include "nearcopy/sketch/round_hash.h"
#include "nearcopy/sketch/sketch.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_SKETCH_FAST_SIMILARITY_CC_
#define NEARCOPY_SKETCH_FAST_SIMILARITY_CC_
namespace nearcopy {
namespace {

constexpr uint64_t kEmpty = std::numeric_limits<uint64_t>::max();

// Hashes a slot, up to which so many more are small that looking for them costs more than dealing.
constexpr size_t kFewHashes = 256;

// The smallest hash that was dealt to each slot; the top bits of a hash name its slot.
struct Slots {
  explicit Slots(size_t count) : size(count), bits(std::countr_zero(count)) {
    std::fill_n(least.begin(), count, kEmpty);
  }
  void Deal(uint64_t hash) {
    uint64_t& slot = least[hash >> (64 - bits)];
    slot = hash < slot ? hash : slot;
  }
  // The largest of the smallest hashes, all without the bits of their slots.
  uint64_t Worst() const {
    uint64_t worst = 0;
    for (size_t i = 0; i < size; ++i) worst = std::max(worst, least[i] << bits);
    return worst;
  }

  size_t size;
  int bits;
  alignas(64) std::array<uint64_t, kMostSlots> least;
};

void DealPlain(std::span<const uint64_t> shingles, uint64_t multiplier, Slots* slots) {
  for (uint64_t s : shingles) slots->Deal(s * multiplier);
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_SKETCH_FAST_SIMILARITY_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Deals the hashes of a long text: once every slot has a small one, most others are none that a
// slot would take, and a comparison of vectors tells.
void DealMany(std::span<const uint64_t> hashes, Slots* slots) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  constexpr size_t kStretch = 4096;  // between looks at the slots
  HWY_ALIGN uint64_t small[HWY_MAX_BYTES / 8];
  const size_t first = std::min(hashes.size(), kFewHashes * slots->size);
  for (size_t i = 0; i < first; ++i) slots->Deal(hashes[i]);
  size_t i = first;
  while (i + lanes <= hashes.size()) {
    const auto worst = hn::Set(d, slots->Worst());
    const size_t end = std::min(hashes.size(), i + kStretch);
    for (; i + lanes <= end; i += lanes) {
      const auto h = hn::LoadU(d, hashes.data() + i);
      const auto may = hn::Lt(hn::ShiftLeftSame(h, slots->bits), worst);
      if (hn::AllFalse(d, may)) continue;
      // Not CompressStore, which takes a hundred cycles where it is in microcode (Zen 4).
      hn::Store(hn::Compress(h, may), d, small);
      const size_t count = hn::CountTrue(d, may);
      for (size_t j = 0; j < count; ++j) slots->Deal(small[j]);
    }
  }
  for (; i < hashes.size(); ++i) slots->Deal(hashes[i]);
}

// Deals to open slots alone: bit i of `open` is set if a hash whose top six bits are i may be for
// one. A filled slot has 0, so that no hash is smaller.
void DealToOpen(std::span<const uint64_t> shingles, uint64_t multiplier, uint64_t open,
                Slots* slots) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  HWY_ALIGN uint64_t hits[HWY_MAX_BYTES / 8];
  const auto multipliers = hn::Set(d, multiplier), bitmap = hn::Set(d, open);
  size_t i = 0;
  for (; i + lanes <= shingles.size(); i += lanes) {
    const auto h = hn::Mul(hn::LoadU(d, shingles.data() + i), multipliers);
    const auto hit = hn::TestBit(hn::Shr(bitmap, hn::ShiftRight<58>(h)), hn::Set(d, 1));
    if (HWY_LIKELY(hn::AllFalse(d, hit))) continue;
    hn::Store(hn::Compress(h, hit), d, hits);
    const size_t count = hn::CountTrue(d, hit);
    for (size_t j = 0; j < count; ++j) slots->Deal(hits[j]);
  }
  for (; i < shingles.size(); ++i) slots->Deal(shingles[i] * multiplier);
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(DealMany);
HWY_EXPORT(DealToOpen);

// Hashes a slot, after which a slot is still empty with a chance of 1e-7 if shingles differ.
constexpr size_t kManyHashes = 16;

// Bits 16 to 31: those above are small in the smallest of many hashes.
uint16_t Value(uint64_t hash) { return static_cast<uint16_t>(hash >> 16); }

// Round 0 takes the shingle hashes as they are, later ones multiply them.
uint64_t Multiplier(uint64_t round) { return RoundHash(0, round) | 1; }

// The slots that no hash came to yet.
class OpenSlots {
 public:
  explicit OpenSlots(size_t slots) : bits_(std::countr_zero(slots)) {}

  void Add(size_t slot) { open_[size_++] = static_cast<uint16_t>(slot); }
  size_t size() const { return size_; }

  // Keeps what `slots` got, and closes these.
  void Take(Slots* slots, std::span<uint16_t> values) {
    size_t left = 0;
    for (size_t i = 0; i < size_; ++i) {
      const uint16_t slot = open_[i];
      uint64_t& least = slots->least[slot];
      if (least == kEmpty) {
        open_[left++] = slot;
      } else {
        values[slot] = Value(least);
        least = 0;
      }
    }
    size_ = left;
  }

  // Which values of the top six bits of a hash may name an open slot.
  uint64_t ByTopSixBits() const {
    uint64_t bitmap = 0;
    for (size_t i = 0; i < size_; ++i) {
      if (bits_ >= 6) {
        bitmap |= uint64_t{1} << (open_[i] >> (bits_ - 6));
      } else {
        const uint64_t run = (uint64_t{1} << (64 >> bits_)) - 1;
        bitmap |= run << (open_[i] << (6 - bits_));
      }
    }
    return bitmap;
  }

  std::span<const uint16_t> list() const { return std::span(open_).first(size_); }

 private:
  int bits_;
  size_t size_ = 0;
  std::array<uint16_t, kMostSlots> open_;
};

// The first round: every slot that some shingle names.
OpenSlots FirstRound(std::span<const uint64_t> shingles, Simd simd, Slots* dealt,
                     std::span<uint16_t> slots) {
  if (simd != Simd::Scalar() && shingles.size() > kFewHashes * slots.size()) {
    PickTarget(HWY_DISPATCH_TABLE(DealMany), simd)(shingles, dealt);
  } else {
    for (uint64_t s : shingles) dealt->Deal(s);
  }
  OpenSlots open(slots.size());
  for (size_t i = 0; i < slots.size(); ++i) {
    const uint64_t least = dealt->least[i];
    slots[i] = Value(least);
    dealt->least[i] = least == kEmpty ? kEmpty : 0;
    if (least == kEmpty) open.Add(i);
  }
  return open;
}

}  // namespace

void FastSimilaritySketch(std::span<const uint64_t> shingles, Simd simd,
                          std::span<uint16_t> slots) {
  const size_t t = slots.size();
  assert(std::has_single_bit(t) && t >= 16 && t <= kMostSlots);
  if (shingles.empty()) return std::fill(slots.begin(), slots.end(), uint16_t{0}), void();
  Slots dealt(t);
  OpenSlots open = FirstRound(shingles, simd, &dealt, slots);
  std::vector<uint64_t> different;  // used only where most shingles are duplicates
  // A slot keeps what its first round with any shingle gave it.
  for (uint64_t round = 1; round < t && open.size() > 0; ++round) {
    // A slot stays empty beside so many hashes only if shingles are few in truth, as in a text that
    // repeats a phrase: further rounds over all of them would be hundreds of times dearer.
    if (different.empty() && round * shingles.size() > kManyHashes * t) {
      different.assign(shingles.begin(), shingles.end());
      std::sort(different.begin(), different.end());
      different.erase(std::unique(different.begin(), different.end()), different.end());
      shingles = different;
    }
    if (simd == Simd::Scalar()) {
      DealPlain(shingles, Multiplier(round), &dealt);
    } else {
      PickTarget(HWY_DISPATCH_TABLE(DealToOpen), simd)(shingles, Multiplier(round),
                                                       open.ByTopSixBits(), &dealt);
    }
    open.Take(&dealt, slots);
  }
  // What is still empty takes the smallest of all shingles, by a hash of its own.
  for (const uint16_t i : open.list()) slots[i] = Value(SmallestRoundHash(shingles, t + i));
}

}  // namespace nearcopy
#endif  // HWY_ONCE
