#ifndef NEARCOPY_MATCH_SHINGLE_SETS_H_
#define NEARCOPY_MATCH_SHINGLE_SETS_H_

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/match/large_vector.h"

namespace nearcopy {

// Sets of shingles by row, side by side in stretches of memory that are used again: thousands of
// sets come and go together. One thread at a time.
class ShingleSets {
 public:
  // The set of a row, where there is one; valid until the next Add. What it spans is valid until
  // Clear or KeepOnly.
  const std::span<uint64_t>* Find(uint32_t row) const {
    const auto at = sets_.find(row);
    return at == sets_.end() ? nullptr : &at->second;
  }

  // Makes room for the set of a row that has none; its size may be lessened by SetSize.
  std::span<uint64_t> Add(uint32_t row, size_t most) {
    if (stretch_ < stretches_.size() && stretches_[stretch_].size() - used_ < most) {
      held_ += stretches_[stretch_].size() - used_;
      ++stretch_;
      used_ = 0;
    }
    if (stretch_ == stretches_.size() || stretches_[stretch_].size() < most) {
      stretches_.emplace(stretches_.begin() + static_cast<ptrdiff_t>(stretch_),
                         std::max(most, kStretch));
    }
    const std::span<uint64_t> set(stretches_[stretch_].data() + used_, most);
    used_ += most;
    held_ += most;
    sets_.emplace(row, set);
    return set;
  }
  void SetSize(uint32_t row, size_t size) {
    auto& set = sets_.find(row)->second;
    set = set.first(size);
  }

  // Values that Add made room for, and those it left over at the ends of stretches.
  uint64_t held() const { return held_; }

  // Drops all sets; keeps a few stretches of memory.
  void Clear() {
    constexpr size_t kKept = 4;
    sets_.clear();
    std::erase_if(stretches_, [](const auto& s) { return s.size() > kStretch; });
    stretches_.resize(std::min(stretches_.size(), kKept));
    stretch_ = used_ = 0;
    held_ = 0;
  }

  // Drops all sets but those of `rows`, which ascend.
  void KeepOnly(std::span<const uint32_t> rows) {
    ShingleSets kept;
    for (const auto& [row, set] : sets_) {
      if (!std::binary_search(rows.begin(), rows.end(), row)) continue;
      std::ranges::copy(set, kept.Add(row, set.size()).begin());
    }
    *this = std::move(kept);
  }

 private:
  static constexpr size_t kStretch = kLargePage / sizeof(uint64_t);
  absl::flat_hash_map<uint32_t, std::span<uint64_t>> sets_;
  std::vector<LargeVector<uint64_t>> stretches_;
  size_t stretch_ = 0, used_ = 0;  // where the next set goes
  uint64_t held_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SHINGLE_SETS_H_
