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
#include "nearcopy/text/block_masks-inl.h"
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
  // The largest of the smallest hashes, all without the bits of their slots; more than any hash
  // where a slot has none.
  uint64_t Worst() const {
    uint64_t worst = 0;
    for (size_t i = 0; i < size; ++i) {
      worst = std::max(worst, least[i] == kEmpty ? kEmpty : least[i] << bits);
    }
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

// A set of slots by the last seven bits of their numbers, whatever is before these bits. A closed
// slot takes no hash, so that it does no harm in the set.
constexpr size_t kSetSlots = 128;
using SlotSet = std::array<uint64_t, kSetSlots / 64>;

SlotSet SetOf(const OpenSlots& open, size_t count) {
  SlotSet set = {};
  for (const size_t slot : open.list()) {
    for (size_t i = slot % kSetSlots; i < kSetSlots; i += count) {
      set[i / 64] |= uint64_t{1} << i % 64;
    }
  }
  return set;
}

constexpr size_t kBlockHashes = 64;

// The block that begins at `i`, or the last whole one: a hash may be dealt twice.
const uint64_t* BlockAt(std::span<const uint64_t> shingles, size_t i) {
  return shingles.data() + std::min(i, shingles.size() - kBlockHashes);
}

void DealHashes(std::span<const uint64_t> shingles, const Round& round, Slots* slots) {
  for (uint64_t s : shingles) slots->Deal(round.Hash(s));
}

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

#if HWY_TARGET == HWY_SCALAR
void FindOpen(std::span<const uint64_t> shingles, const Round&, int, const SlotSet&,
              uint64_t* may) {
  std::fill_n(may, (shingles.size() + kBlockHashes - 1) / kBlockHashes, ~uint64_t{0});
}
#else
// Which hashes of a later round may be of an open slot, by blocks. Bit 8 * i + j of a block is
// about its hash 8 * (7 - j) + i, for the slots of eight hashes come into a lane, a byte each.
HWY_NOINLINE void FindOpen(std::span<const uint64_t> shingles, const Round& round, int slot_bits,
                           const SlotSet& open, uint64_t* may) {
  const hn::CappedTag<uint64_t, 8> d;
  const hn::Repartition<uint8_t, decltype(d)> d8;
  constexpr uint8_t kBit[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const auto bit_of = hn::LoadDup128(d8, kBit);
  const auto set = hn::LoadDup128(d8, reinterpret_cast<const uint8_t*>(open.data()));
  const auto multiply = hn::Set(d, round.multiply), byte = hn::Set(d, 0xff);
  const int begin = 64 - slot_bits - round.rotate;
  const bool by_product = round.multiply != 1;
  for (size_t i = 0; i < shingles.size(); i += kBlockHashes) {
    const uint64_t* block = BlockAt(shingles, i);
    uint64_t bits = 0;
    for (size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
      auto slots = hn::Zero(d);
      const auto add = [&](size_t j) HWY_ATTR {
        auto h = hn::LoadU(d, block + 8 * j + lane);
        if (by_product) h = hn::Mul(h, multiply);
        slots = hn::Or(hn::ShiftLeft<8>(slots), hn::And(hn::ShiftRightSame(h, begin), byte));
      };
      // Written out, for compilers leave a loop as one, which is slower.
      add(0), add(1), add(2), add(3), add(4), add(5), add(6), add(7);
      const auto slot = hn::BitCast(d8, slots);
      const auto place = hn::And(hn::ShiftRight<3>(slot), hn::Set(d8, 15));
      const auto bit = hn::TableLookupBytes(bit_of, hn::And(slot, hn::Set(d8, 7)));
      bits |= Bits(d8, hn::TestBit(hn::TableLookupBytes(set, place), bit)) << (8 * lane);
    }
    *may++ = bits;
  }
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
namespace {
HWY_EXPORT(DealMany);
HWY_EXPORT(TakeFirst);
HWY_EXPORT(FindOpen);

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

// Deals the hashes of a block for which bits are set. Two of them in any case: as a rule there are
// fewer, and that no closed slot takes a hash is cheaper than a branch that is not foreseen.
void DealSome(const uint64_t* block, uint64_t bits, const Round& round, Slots* slots) {
  const auto next = [&] {
    const int bit = std::countr_zero(bits | uint64_t{1} << 63);
    slots->Deal(round.Hash(block[8 * (7 - bit % 8) + bit / 8]));
    bits &= bits - 1;
  };
  next();
  next();
  while (bits != 0) next();
}

void LaterRound(std::span<const uint64_t> shingles, const Round& round, Simd simd,
                const OpenSlots& open, Slots* dealt) {
  constexpr size_t kStretch = 16;  // blocks
  // Beyond this, looking for the hashes of open slots saves nothing.
  const bool few = open.size <= std::min(dealt->size, kSetSlots) / 4;
  if (simd == Simd::Scalar() || !few || shingles.size() < kBlockHashes) {
    DealHashes(shingles, round, dealt);
    return;
  }
  const SlotSet set = SetOf(open, dealt->size);
  const auto find = PickTarget(HWY_DISPATCH_TABLE(FindOpen), simd);
  uint64_t may[kStretch];
  while (shingles.size() >= kBlockHashes) {
    const auto some = shingles.first(std::min(shingles.size(), kStretch * kBlockHashes));
    find(some, round, dealt->bits, set, may);
    for (size_t i = 0; i < some.size(); i += kBlockHashes) {
      DealSome(BlockAt(some, i), may[i / kBlockHashes], round, dealt);
    }
    shingles = shingles.subspan(some.size());
  }
  DealHashes(shingles, round, dealt);
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
