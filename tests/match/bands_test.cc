#include "nearcopy/match/bands.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nearcopy/match/simhash_search.h"

namespace nearcopy {
namespace {

TEST(Bands, DefaultsAreThoseOfTheDesign) {
  const auto banding = ChooseBanding(128, 0.7, 0.9995);
  ASSERT_TRUE(banding.ok());
  EXPECT_EQ(banding->rows, 4);
  EXPECT_EQ(banding->bands, 32);
  EXPECT_EQ(banding->least_equal, 70);  // the 1e-4 quantile of Binomial(128, 0.7)
  EXPECT_GE(banding->recall, 0.9995);
}

TEST(Bands, KeepTheRecallTheyPromise) {
  for (int slots : {64, 128, 256, 512}) {
    for (double threshold : {0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0}) {
      for (double recall : {0.9, 0.99, 0.9995}) {
        const auto banding = ChooseBanding(slots, threshold, recall);
        if (!banding.ok()) continue;
        EXPECT_LE(banding->rows * banding->bands, slots);
        const double found = 1 - std::pow(1 - std::pow(threshold, banding->rows), banding->bands);
        EXPECT_GE(found, recall);
        EXPECT_LE(BinomialBelow(slots, threshold, banding->least_equal), (1 - recall) / 5 + 1e-12);
      }
    }
  }
}

TEST(Bands, ErrorSaysWhichSlotsWouldDo) {
  const auto banding = ChooseBanding(16, 0.3, 0.9995);
  ASSERT_FALSE(banding.ok());
  EXPECT_NE(banding.status().message().find("--slots 32"), std::string_view::npos)
      << banding.status();
}

TEST(Bands, BinomialTail) {
  EXPECT_NEAR(BinomialBelow(10, 0.5, 5), 386.0 / 1024, 1e-12);
  EXPECT_EQ(BinomialBelow(10, 0.5, 11), 1.0);
  EXPECT_EQ(BinomialBelow(10, 0.5, 0), 0.0);
}

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
}

}  // namespace
}  // namespace nearcopy
