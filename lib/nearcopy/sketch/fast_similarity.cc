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

// Bits 16 to 31: those above are small in the smallest of many hashes.
uint16_t Value(uint64_t hash) { return static_cast<uint16_t>(hash >> 16); }

// The smallest hash that was dealt to each slot; the top bits of a hash name its slot.
struct Slots {
  explicit Slots(size_t count) : size(count), bits(std::countr_zero(count)) {
    std::fill_n(least.begin(), count, kEmpty);
  }
  void Deal(uint64_t hash) {
    uint64_t& slot = least[hash >> (64 - bits)];
    slot = hash < slot ? hash : slot;
  }
  // Four a turn, for the loop's own instructions count here.
  void Deal(std::span<const uint64_t> hashes) {
    size_t i = 0;
    for (; i + 4 <= hashes.size(); i += 4) {
      Deal(hashes[i]);
      Deal(hashes[i + 1]);
      Deal(hashes[i + 2]);
      Deal(hashes[i + 3]);
    }
    for (; i < hashes.size(); ++i) Deal(hashes[i]);
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

// The slots that no hash came to yet.
struct OpenSlots {
  void Add(size_t slot) { slots[size++] = static_cast<uint16_t>(slot); }
  void KeepEmpty(const Slots& dealt) {
    const auto end = slots.begin() + static_cast<ptrdiff_t>(size);
    size = static_cast<size_t>(
        std::remove_if(slots.begin(), end, [&](uint16_t i) { return dealt.least[i] != kEmpty; }) -
        slots.begin());
  }
  std::span<const uint16_t> list() const { return std::span(slots).first(size); }

  size_t size = 0;
  std::array<uint16_t, kMostSlots> slots;
};

// How a round hashes a shingle hash: rotated, so that other bits name the slot, as long as there
// are others; then multiplied. Round 0 takes it as it is.
struct Round {
  Round(uint64_t number, int slot_bits)
      : rotate(static_cast<int>(number) * slot_bits + slot_bits <= 64
                   ? static_cast<int>(number) * slot_bits
                   : 0),
        multiply(number == 0 || rotate != 0 ? 1 : RoundHash(0, number) | 1) {}
  uint64_t Hash(uint64_t shingle) const { return std::rotl(shingle, rotate) * multiply; }

  int rotate;
  uint64_t multiply;
};

// Slots of the open ones that are dealt to at once, and how many may be open for that to be faster
// than dealing every hash.
constexpr size_t kFew = 4;
constexpr size_t kMostOpen = 3 * kFew;

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_SKETCH_FAST_SIMILARITY_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Deals the hashes of a long text beyond its first: once every slot has a small one, most others
// are none that a slot would take, and a comparison of vectors tells.
void DealMany(std::span<const uint64_t> hashes, Slots* slots) {
  const hn::CappedTag<uint64_t, 8> d;  // a byte of bits
  const size_t lanes = hn::Lanes(d);
  constexpr size_t kStretch = 4096;  // between looks at the slots
  size_t i = 0;
  while (i + lanes <= hashes.size()) {
    const auto worst = hn::Set(d, slots->Worst());
    const size_t end = std::min(hashes.size(), i + kStretch);
    for (; i + lanes <= end; i += lanes) {
      const auto h = hn::LoadU(d, hashes.data() + i);
      const auto may = hn::Lt(hn::ShiftLeftSame(h, slots->bits), worst);
      if (hn::AllFalse(d, may)) continue;
      // Not Compress, which some versions of Highway make slow for so few lanes.
      uint8_t bits[8];
      hn::StoreMaskBits(d, may, bits);
      for (unsigned left = bits[0]; left != 0; left &= left - 1) {
        slots->Deal(hashes[i + static_cast<size_t>(std::countr_zero(left))]);
      }
    }
  }
  for (; i < hashes.size(); ++i) slots->Deal(hashes[i]);
}

// `Take` of all slots, after the first round: few are left open.
void TakeFirst(Slots* slots, uint16_t* values, OpenSlots* open) {
  const hn::CappedTag<uint64_t, 8> d;  // a byte of bits
  const hn::Rebind<uint16_t, decltype(d)> d16;
  const size_t lanes = hn::Lanes(d), size = slots->size;
  const auto empty = hn::Set(d, kEmpty);
  uint64_t* least = slots->least.data();
  for (size_t i = 0; i < size;) {
    uint64_t open_bits = 0;
    for (const size_t end = std::min(size, i + 64); i < end; i += lanes) {
      const auto m = hn::Load(d, least + i);
      hn::StoreU(hn::TruncateTo(d16, hn::ShiftRight<16>(m)), d16, values + i);
      const auto is_open = hn::Eq(m, empty);
      hn::Store(hn::IfThenElseZero(is_open, m), d, least + i);
      uint8_t bits[8];
      hn::StoreMaskBits(d, is_open, bits);
      open_bits |= uint64_t{bits[0]} << (i % 64);
    }
    for (; open_bits != 0; open_bits &= open_bits - 1) {
      open->Add((i - 1) / 64 * 64 + static_cast<size_t>(std::countr_zero(open_bits)));
    }
  }
}

// Deals to `few` slots alone. A hash of such a slot, its slot taken off, is smaller than all
// others.
void DealToFew(std::span<const uint64_t> shingles, const Round& round,
               std::span<const uint16_t> few, Slots* slots) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  uint64_t slot[kFew], least[kFew];
  for (size_t k = 0; k < kFew; ++k) {
    slot[k] = uint64_t{few[std::min(k, few.size() - 1)]} << (64 - slots->bits);
  }
  const auto s0 = hn::Set(d, slot[0]), s1 = hn::Set(d, slot[1]);
  const auto s2 = hn::Set(d, slot[2]), s3 = hn::Set(d, slot[3]);
  auto m0 = hn::Set(d, kEmpty), m1 = m0, m2 = m0, m3 = m0;
  const auto multiply = hn::Set(d, round.multiply);
  size_t i = 0;
  for (; i + lanes <= shingles.size(); i += lanes) {
    auto h = hn::LoadU(d, shingles.data() + i);
    if (round.rotate != 0) {
      h = hn::Or(hn::ShiftLeftSame(h, round.rotate), hn::ShiftRightSame(h, 64 - round.rotate));
    } else {
      h = hn::Mul(h, multiply);
    }
    m0 = hn::Min(m0, hn::Xor(h, s0));
    m1 = hn::Min(m1, hn::Xor(h, s1));
    m2 = hn::Min(m2, hn::Xor(h, s2));
    m3 = hn::Min(m3, hn::Xor(h, s3));
  }
  least[0] = hn::GetLane(hn::MinOfLanes(d, m0));
  least[1] = hn::GetLane(hn::MinOfLanes(d, m1));
  least[2] = hn::GetLane(hn::MinOfLanes(d, m2));
  least[3] = hn::GetLane(hn::MinOfLanes(d, m3));
  for (; i < shingles.size(); ++i) {
    for (size_t k = 0; k < kFew; ++k) {
      least[k] = std::min(least[k], round.Hash(shingles[i]) ^ slot[k]);
    }
  }
  for (size_t k = 0; k < few.size(); ++k) {
    if (least[k] >> (64 - slots->bits) == 0) slots->Deal(least[k] ^ slot[k]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(DealMany);
HWY_EXPORT(TakeFirst);
HWY_EXPORT(DealToFew);

// Hashes a slot, after which a slot is still empty with a chance of 1e-7 if shingles differ.
constexpr size_t kManyHashes = 16;

// Keeps what the open slots got, closes these, and lists those that are open still.
void Take(Slots* dealt, OpenSlots* open, std::span<uint16_t> values) {
  size_t left = 0;
  for (const uint16_t slot : open->list()) {
    uint64_t& least = dealt->least[slot];
    values[slot] = Value(least);
    const bool is_open = least == kEmpty;
    least = is_open ? kEmpty : 0;
    open->slots[left] = slot;  // no branch, for none would be foreseen
    left += is_open;
  }
  open->size = left;
}

// The first round: every slot that some shingle names.
OpenSlots FirstRound(std::span<const uint64_t> shingles, Simd simd, Slots* dealt,
                     std::span<uint16_t> slots) {
  OpenSlots open;
  if (simd == Simd::Scalar()) {
    for (uint64_t s : shingles) dealt->Deal(s);
    for (size_t i = 0; i < slots.size(); ++i) open.Add(i);
    Take(dealt, &open, slots);
    return open;
  }
  // Not in the kernel: compilers would make vector instructions of it there, which are slow alone.
  const size_t first = std::min(shingles.size(), kFewHashes * slots.size());
  dealt->Deal(shingles.first(first));
  if (first < shingles.size()) {
    PickTarget(HWY_DISPATCH_TABLE(DealMany), simd)(shingles.subspan(first), dealt);
  }
  PickTarget(HWY_DISPATCH_TABLE(TakeFirst), simd)(dealt, slots.data(), &open);
  return open;
}

void LaterRound(std::span<const uint64_t> shingles, const Round& round, Simd simd,
                const OpenSlots& open, Slots* dealt) {
  if (simd == Simd::Scalar() || open.size > kMostOpen) {
    for (uint64_t s : shingles) dealt->Deal(round.Hash(s));
    return;
  }
  const auto deal = PickTarget(HWY_DISPATCH_TABLE(DealToFew), simd);
  for (auto left = open.list(); !left.empty();) {
    const size_t few = std::min(left.size(), kFew);
    deal(shingles, round, left.first(few), dealt);
    left = left.subspan(few);
  }
}

// A later round of fewer shingles than slots are open: looks at those slots alone that they name.
// Returns how many it closed.
size_t RoundOfFew(std::span<const uint64_t> shingles, const Round& round, Slots* dealt,
                  std::span<uint16_t> values) {
  const bool first_was_open = dealt->least[0] != 0;
  for (uint64_t s : shingles) dealt->Deal(round.Hash(s));
  size_t closed = 0;
  if (first_was_open && dealt->least[0] == 0) {  // by a hash that is 0
    values[0] = Value(0);
    ++closed;
  }
  for (uint64_t s : shingles) {
    const size_t slot = round.Hash(s) >> (64 - dealt->bits);
    uint64_t& least = dealt->least[slot];
    if (least == 0 || least == kEmpty) continue;  // closed, or as good as not dealt to
    values[slot] = Value(least);
    least = 0;
    ++closed;
  }
  return closed;
}

}  // namespace

void FastSimilaritySketch(std::span<const uint64_t> shingles, Simd simd,
                          std::span<uint16_t> slots) {
  const size_t t = slots.size();
  assert(std::has_single_bit(t) && t >= 16 && t <= kMostSlots);
  if (shingles.empty()) {
    std::fill(slots.begin(), slots.end(), uint16_t{0});
    return;
  }
  Slots dealt(t);
  OpenSlots open = FirstRound(shingles, simd, &dealt, slots);
  std::vector<uint64_t> different;  // used only where most shingles are duplicates
  uint64_t round = 1;
  // A slot keeps what its first round with any shingle gave it.
  for (size_t left = open.size; round < t && left > shingles.size(); ++round) {
    left -= RoundOfFew(shingles, Round(round, dealt.bits), &dealt, slots);
  }
  if (round > 1) open.KeepEmpty(dealt);
  for (; round < t && open.size > 0; ++round) {
    // A slot stays empty beside so many hashes only if shingles are few in truth, as in a text that
    // repeats a phrase: further rounds over all of them would be hundreds of times dearer.
    if (different.empty() && round * shingles.size() > kManyHashes * t) {
      different.assign(shingles.begin(), shingles.end());
      std::sort(different.begin(), different.end());
      different.erase(std::unique(different.begin(), different.end()), different.end());
      shingles = different;
    }
    LaterRound(shingles, Round(round, dealt.bits), simd, open, &dealt);
    Take(&dealt, &open, slots);
  }
  // What is still empty takes the smallest of all shingles, by a hash of its own.
  for (const uint16_t i : open.list()) slots[i] = Value(SmallestRoundHash(shingles, t + i));
}

}  // namespace nearcopy
#endif  // HWY_ONCE
