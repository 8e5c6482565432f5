#include "nearcopy/match/simhash_search.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace nearcopy {
namespace {

TEST(SimHashSearch, EveryPairWithinTheDistanceSharesATable) {
  for (int bits : {64, 128}) {
    for (double threshold : {0.8, 0.95, 0.99}) {
      const SimHashSearch search = ChooseSimHashSearch(bits, threshold, 0.99, 100000);
      ASSERT_LE(search.tables(), kMostTables);
      // Whatever blocks the differing bits fall into, some table looks at none of these.
      for (uint64_t seed = 0; seed < 500; ++seed) {
        std::vector<uint64_t> differ(search.words());
        uint64_t x = seed * 0x9e3779b97f4a7c15 + 1;
        for (int i = 0; i < search.distance; ++i) {
          x ^= x << 13, x ^= x >> 7, x ^= x << 17;
          const uint64_t bit = x % static_cast<uint64_t>(bits);
          differ[bit / 64] |= uint64_t{1} << (bit % 64);
        }
        bool found = false;
        for (size_t t = 0; t < search.tables() && !found; ++t) {
          found = true;
          for (size_t w = 0; w < search.words(); ++w) {
            found = found && (differ[w] & search.masks[t * search.words() + w]) == 0;
          }
        }
        ASSERT_TRUE(found) << bits << " " << threshold << " seed " << seed;
      }
    }
  }
}

TEST(SimHashSearch, SaysWhatItCannotPromise) {
  const SimHashSearch easy = ChooseSimHashSearch(128, 0.995, 0.9, 1000);
  EXPECT_EQ(easy.distance, easy.wanted);
  EXPECT_GE(easy.recall, 0.9);
  const SimHashSearch hard = ChooseSimHashSearch(128, 0.7, 0.9995, 1000);
  EXPECT_LT(hard.distance, hard.wanted);
  EXPECT_LT(hard.recall, 0.5);
  const SimHashSearch equal = ChooseSimHashSearch(64, 1.0, 0.9995, 1000);
  EXPECT_EQ(equal.distance, 0);
  EXPECT_EQ(equal.recall, 1.0);
}

}  // namespace
}  // namespace nearcopy
