#include "nearcopy/match/bands.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

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

// By looking at every way in which few slots may be equal.
TEST(Bands, ChanceOfCandidateIsThatOfItsDefinition) {
  constexpr int kSlots = 12;
  for (const Banding banding : {Banding{4, 3, 6}, Banding{4, 3, 0}, Banding{5, 2, 7},
                                Banding{1, 12, 2}, Banding{12, 1, 12}, Banding{3, 2, 4}}) {
    for (const double s : {0.0, 0.3, 0.7, 1.0}) {
      double chance = 0;
      for (unsigned equal = 0; equal < 1u << kSlots; ++equal) {
        const int count = std::popcount(equal);
        bool any = false;
        for (int band = 0; band < banding.bands; ++band) {
          const unsigned whole = ((1u << banding.rows) - 1) << (band * banding.rows);
          any |= (equal & whole) == whole;
        }
        if (any && count >= banding.least_equal) {
          chance += std::pow(s, count) * std::pow(1 - s, kSlots - count);
        }
      }
      EXPECT_NEAR(ChanceOfCandidate(banding, kSlots, s), chance, 1e-12) << s;
    }
  }
}

TEST(Bands, ChanceAtTheThresholdIsTheRecall) {
  for (const double threshold : {0.5, 0.7, 0.9}) {
    const auto banding = ChooseBanding(128, threshold, 0.9995);
    ASSERT_TRUE(banding.ok());
    EXPECT_GE(ChanceOfCandidate(*banding, 128, threshold), banding->recall);
    EXPECT_LT(ChanceOfCandidate(*banding, 128, threshold / 3), 0.01);
  }
}

TEST(Bands, BinomialTail) {
  EXPECT_NEAR(BinomialBelow(10, 0.5, 5), 386.0 / 1024, 1e-12);
  EXPECT_EQ(BinomialBelow(10, 0.5, 11), 1.0);
  EXPECT_EQ(BinomialBelow(10, 0.5, 0), 0.0);
  EXPECT_EQ(BinomialBelow(10, 0.0, 1), 1.0);
  EXPECT_EQ(BinomialBelow(10, 1.0, 10), 0.0);
  EXPECT_NEAR(BinomialBelow(128, 0.7, 70), 9.050049347653615e-05, 1e-15);  // by whole numbers
}

}  // namespace
}  // namespace nearcopy
