#include "nearcopy/match/shingle_sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "support/heap_bytes.h"

namespace nearcopy {
namespace {

constexpr size_t kStretch = kLargePage / sizeof(uint64_t);

// Sets beside what they should hold.
struct Checked {
  void Add(uint32_t row, size_t most, size_t size) {
    const std::span<uint64_t> room = sets.Add(row, most);
    ASSERT_EQ(room.size(), most);
    // All of it is written to, so that sets that overlap are found out.
    for (size_t i = 0; i < most; ++i) room[i] = uint64_t{row} << 32 | i;
    sets.SetSize(row, size);
    wanted[row] = std::vector<uint64_t>(room.begin(), room.begin() + static_cast<ptrdiff_t>(size));
    held += most;
  }
  void KeepOnly(const std::vector<uint32_t>& rows) {
    sets.KeepOnly(rows);
    std::erase_if(wanted, [&](const auto& set) { return !std::ranges::count(rows, set.first); });
    held = 0;
    for (const auto& [row, set] : wanted) held += set.size();
  }
  void Clear() {
    sets.Clear();
    wanted.clear();
    held = 0;
  }
  void ExpectAsWanted(uint32_t rows) const {
    EXPECT_GE(sets.held(), held);  // what is left at the ends of stretches counts, too
    for (uint32_t row = 0; row < rows; ++row) {
      const auto* set = sets.Find(row);
      const auto at = wanted.find(row);
      ASSERT_EQ(set != nullptr, at != wanted.end()) << row;
      ASSERT_TRUE(set == nullptr || std::ranges::equal(*set, at->second)) << row;
    }
  }
  ShingleSets sets;
  std::map<uint32_t, std::vector<uint64_t>> wanted;
  uint64_t held = 0;
};

TEST(ShingleSets, HasNothingAtFirst) {
  const ShingleSets sets;
  EXPECT_EQ(sets.Find(0), nullptr);
  EXPECT_EQ(sets.held(), 0u);
}

TEST(ShingleSets, KeepsEachSetUntilItIsDropped) {
  constexpr uint32_t kRows = 40;
  // Small ones, those that leave little or no room in a stretch, and larger ones than a stretch.
  constexpr size_t kSizes[] = {0,        1,           1000,         kStretch / 2, kStretch - 1,
                               kStretch, kStretch + 1, 2 * kStretch, 10,           20'000};
  std::mt19937 rng(1);
  Checked checked;
  for (int step = 0; step < 200; ++step) {
    const uint32_t row = rng() % kRows;
    if (step % 50 == 49) {
      checked.Clear();
    } else if (step % 12 == 11) {
      std::vector<uint32_t> kept;
      for (uint32_t r = 0; r < kRows; ++r) {
        if (rng() % 3 == 0) kept.push_back(r);
      }
      checked.KeepOnly(kept);
    } else if (!checked.wanted.contains(row)) {
      const size_t most = kSizes[rng() % std::size(kSizes)];
      checked.Add(row, most, most - rng() % (most / 2 + 1));
    }
    ASSERT_NO_FATAL_FAILURE(checked.ExpectAsWanted(kRows)) << step;
  }
}

// Sets that come after Clear take no new memory, and what few need is all that stays.
TEST(ShingleSets, ClearKeepsAFewStretches) {
  const HeapPeak heap;
  ShingleSets sets;
  for (uint32_t row = 0; row < 20; ++row) sets.Add(row, row % 2 == 0 ? kStretch : 2 * kStretch);
  sets.Clear();
  EXPECT_LE(heap.now(), 4 * kLargePage + kLargePage / 2);
  const HeapPeak again;
  for (uint32_t row = 0; row < 4; ++row) sets.Add(row, kStretch);
  EXPECT_LT(again.bytes(), kLargePage / 2);
}

TEST(ShingleSets, KeepOnlyGivesMemoryBack) {
  const HeapPeak heap;
  ShingleSets sets;
  for (uint32_t row = 0; row < 2000; ++row) sets.Add(row, kStretch / 100);
  EXPECT_GT(heap.now(), 19 * kLargePage);
  sets.KeepOnly(std::vector<uint32_t>{3, 1000, 1999});
  EXPECT_LT(heap.now(), 2 * kLargePage);
}

}  // namespace
}  // namespace nearcopy
