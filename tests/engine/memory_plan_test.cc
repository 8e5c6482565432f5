#include "nearcopy/engine/memory_plan.h"

#include <gtest/gtest.h>

#include "nearcopy/match/candidates.h"

namespace nearcopy {
namespace {

TEST(DefaultMemory, IsAPartOfWhatTheMachineHas) {
  EXPECT_GE(DefaultMemory(), uint64_t{256} << 20);
  EXPECT_LT(DefaultMemory(), uint64_t{1} << 50);
  EXPECT_GE(DefaultMemory(), kLeastMemory);
}

TEST(MemoryPlan, KeepsWithinTheLimit) {
  for (uint64_t memory : {kLeastMemory, uint64_t{256} << 20, uint64_t{8} << 30}) {
    const MemoryPlan plan(memory);
    EXPECT_LE(plan.sketches + plan.tables + 2 * plan.pairs, memory / 2);
    EXPECT_LE(plan.shingles + 2 * plan.pairs, memory / 2);
    for (int threads : {1, 2, 64}) {
      for (size_t rows : {0, 1000, 300'000}) {
        for (size_t sketch_bytes : {0, 256}) {
          const TableThreads each(plan, threads, rows, sketch_bytes);
          EXPECT_GE(each.threads, 1);
          EXPECT_LE(each.threads, threads);
          EXPECT_GE(each.tables_together, 1u);
          EXPECT_GE(each.pairs_together, 1000u);
          const uint64_t one = kBytesARow * rows * (each.tables_together + 1) +
                               each.pairs_together * (kBytesAPairTogether + 2 * sketch_bytes);
          EXPECT_LE(one * static_cast<uint64_t>(each.threads), plan.tables)
              << memory << " " << threads << " " << rows << " " << sketch_bytes;
        }
      }
    }
  }
}

// What cannot be divided any more is done on one thread, one table after the other.
TEST(TableThreads, ThereIsAlwaysOne) {
  const TableThreads each(MemoryPlan(kLeastMemory), 8, size_t{1} << 30, 256);
  EXPECT_EQ(each.threads, 1);
  EXPECT_EQ(each.tables_together, 1u);
}

}  // namespace
}  // namespace nearcopy
