#include "nearcopy/match/sketch_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "match/made_sketches.h"

namespace nearcopy {
namespace {

TEST(SketchTable, PermuteMovesRows) {
  std::mt19937_64 rng(3);
  for (size_t rows : {0, 1, 2, 7, 100}) {
    const SketchTable before = MakeTable({SketchKind::kFastSimilarity, 16}, rows, &rng);
    std::vector<uint32_t> order(rows);
    for (uint32_t i = 0; i < rows; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), rng);
    SketchTable after = before;
    after.Permute(order);
    for (size_t i = 0; i < rows; ++i) {
      ASSERT_TRUE(std::ranges::equal(after[i], before[order[i]])) << rows << " " << i;
    }
  }
}

// Of each number of slots, so that vectors of every width have a rest; beside each slot looked at.
TEST(SketchFilter, PassesWhatIsAlikeEnoughOnEveryInstructionSet) {
  std::mt19937_64 rng(4);
  for (int slots : {16, 32, 64, 128, 256, 1024}) {
    const SketchTable table = MakeTable({SketchKind::kFastSimilarity, slots}, 60, &rng);
    std::vector<uint32_t> all(table.size());
    std::iota(all.begin(), all.end(), 0u);
    for (int bound : {1, slots / 2, slots}) {
      std::vector<uint32_t> wanted;
      for (uint32_t other : all) {
        int equal = 0;
        for (size_t i = 0; i < static_cast<size_t>(slots); ++i) {
          equal += Slot(table[7], i) == Slot(table[other], i);
        }
        if (equal >= bound) wanted.push_back(other);
      }
      for (Simd simd : Simd::All()) {
        std::vector<uint32_t> passed;
        SketchFilter{bound, simd}.Select(table, 7, all, &passed);
        ASSERT_EQ(passed, wanted) << slots << " " << bound << " " << simd.name();
      }
    }
  }
}

}  // namespace
}  // namespace nearcopy
