#ifndef NEARCOPY_MATCH_SHINGLE_TABLE_H_
#define NEARCOPY_MATCH_SHINGLE_TABLE_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {

// A set of shingle hashes to look others up in: open addressing by their top bits, for they are
// hashes already. Keeps its memory, but not that of a giant. One thread at a time.
class ShingleTable {
 public:
  // Writes each of `shingles` to `out` where it stands first, in their order, and returns how many
  // that are. The set is not to be used then.
  size_t FillAndDrop(std::span<const uint64_t> shingles, uint64_t* out) {
    Clear(shingles.size());
    size_t size = 0;
    for (const uint64_t s : shingles) {
      if (Insert(s)) out[size++] = s;
    }
    DropGiant(&slots_);  // most texts come another way, and so would keep it
    return size;
  }

  // Replaces the set by `different`, none of which stands twice.
  void Fill(std::span<const uint64_t> different) {
    Clear(different.size());
    for (uint64_t s : different) Insert(s);
  }

  // How many of `different` are in the set.
  size_t Count(std::span<const uint64_t> different) const {
    size_t count = 0;
    for (uint64_t s : different) {
      size_t at = s >> shift_;
      while (slots_[at] != s && slots_[at] != kNone) ++at;
      count += slots_[at] == s;
    }
    // The one value that cannot be told from an empty slot.
    if (!has_none_) count -= static_cast<size_t>(std::ranges::count(different, kNone));
    return count;
  }

 private:
  static constexpr uint64_t kNone = 0;

  // Up to four slots a value, so that most are found where they are looked for, and 16 while they
  // stay in the first cache: each that is not costs a branch that was not foreseen. Behind the last
  // one, some more for those that are not.
  void Clear(size_t values) {
    constexpr int kFewBits = 12;
    const int bits = std::bit_width(std::max<size_t>(values, 16));
    const int slot_bits = std::clamp(kFewBits, bits + 1, bits + 3);
    shift_ = 64 - slot_bits;
    const size_t size = (size_t{1} << slot_bits) + values + 1;
    if (size * sizeof(uint64_t) <= kKeptBytes) DropGiant(&slots_);
    if (slots_.size() < size) slots_.resize(size);
    std::fill_n(slots_.begin(), size, kNone);
    has_none_ = false;
  }

  bool Insert(uint64_t s) {
    if (s == kNone) return !std::exchange(has_none_, true);
    size_t at = s >> shift_;
    while (slots_[at] != kNone && slots_[at] != s) ++at;
    const bool added = slots_[at] == kNone;
    slots_[at] = s;
    return added;
  }

  int shift_ = 63;
  bool has_none_ = false;
  std::vector<uint64_t> slots_ = std::vector<uint64_t>(3);
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SHINGLE_TABLE_H_
