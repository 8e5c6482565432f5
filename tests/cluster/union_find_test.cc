#include "nearcopy/cluster/union_find.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

namespace nearcopy {
namespace {

TEST(UnionFind, TheSmallestOfASetIsItsRoot) {
  UnionFind sets(6);
  EXPECT_TRUE(sets.Join(5, 3));
  EXPECT_TRUE(sets.Join(4, 5));
  EXPECT_FALSE(sets.Join(3, 4));
  EXPECT_EQ(sets.Find(5), 3u);
  EXPECT_TRUE(sets.Join(1, 4));
  EXPECT_EQ(sets.Find(3), 1u);
  EXPECT_EQ(sets.Find(0), 0u);
}

// Whoever comes first: as many joins as there are sets fewer, and the same roots.
TEST(UnionFind, ThreadsJoinTheSameSets) {
  constexpr uint32_t kSize = 3000;
  std::mt19937 rng(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::pair<uint32_t, uint32_t>> pairs(kSize);
    for (auto& [a, b] : pairs) {
      a = static_cast<uint32_t>(rng() % kSize);
      b = static_cast<uint32_t>(rng() % kSize);
    }
    UnionFind one(kSize), shared(kSize);
    size_t wanted = 0;
    for (const auto& [a, b] : pairs) wanted += one.Join(a, b);
    std::atomic<size_t> joins = 0;
    {
      std::vector<std::jthread> threads;
      for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&, t, mine = pairs]() mutable {
          std::shuffle(mine.begin(), mine.end(), std::mt19937(t));
          for (const auto& [a, b] : mine) joins += shared.Join(a, b);
        });
      }
    }
    EXPECT_EQ(joins, wanted);
    for (uint32_t x = 0; x < kSize; ++x) ASSERT_EQ(shared.Find(x), one.Find(x));
  }
}

}  // namespace
}  // namespace nearcopy
