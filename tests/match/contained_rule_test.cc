#include "nearcopy/match/contained_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "nearcopy/match/sketch_table.h"
#include "nearcopy/sketch/sketch.h"

namespace nearcopy {
namespace {

TEST(ContainedRule, AsksForOuterTextsThatAreLongEnough) {
  std::mt19937 rng(1);
  for (double containment : {0.5, 0.9, 1.0}) {
    for (double threshold : {0.3, 0.7, 0.95}) {
      const ContainedRule rule(containment, threshold, 128);
      for (int i = 0; i < 20'000; ++i) {
        const double a = 1 + rng() % 50, b = 1 + rng() % 100;
        const double both = rng() % (1 + static_cast<uint32_t>(std::min(a, b)));
        if (both / a < containment || both / (a + b - both) >= threshold) continue;
        ASSERT_GE(b, rule.LeastOuter(a) - 1e-9) << a << " " << b << " " << both;
      }
    }
  }
}

TEST(ContainedRule, AsksForMoreSharedProbesWhereThereAreMore) {
  const ContainedRule rule(0.9, 0.7, 128);
  for (bool runs : {false, true}) {
    for (size_t probes = 0; probes <= 12; ++probes) {
      EXPECT_GE(rule.LeastShared(probes, runs), 1u);
      EXPECT_LE(rule.LeastShared(probes, runs), std::max<size_t>(probes, 1));
    }
    EXPECT_GE(rule.LeastShared(12, runs), 2u);
  }
  EXPECT_EQ(ContainedRule(0.5, 0.7, 128).LeastShared(12, true), 1u);
}

// Sketches of texts at the bound pass nearly always; those of texts that are more alike, or share
// little, seldom do.
TEST(ContainedRule, SketchesTellMostOtherPairs) {
  std::mt19937_64 rng(2);
  const SketchShape shape;
  const ContainedRule rule(0.9, 0.7, shape.slots);
  const SketchFilter filter(shape, 0, Simd::Best());
  const auto passed = [&](size_t inner, size_t outer, size_t both) {
    int count = 0;
    for (int trial = 0; trial < 400; ++trial) {
      std::vector<uint64_t> a(inner), b(outer), scratch, x(shape.words()), y(shape.words());
      for (uint64_t& s : a) s = rng();
      for (uint64_t& s : b) s = rng();
      std::copy_n(a.begin(), both, b.begin());
      Sketch(shape, a, Simd::Best(), &scratch, x);
      Sketch(shape, b, Simd::Best(), &scratch, y);
      count += rule.SlotsAllow(filter.Equal(x.data(), y.data()), static_cast<double>(inner),
                               static_cast<double>(outer));
    }
    return count;
  };
  EXPECT_GE(passed(500, 700, 450), 394);
  EXPECT_GE(passed(200, 1000, 180), 394);
  EXPECT_GE(passed(20, 1000, 18), 400);  // nothing can be told of so few
  EXPECT_LE(passed(500, 700, 300), 4);
  EXPECT_LE(passed(200, 1000, 40), 4);
  EXPECT_LE(passed(500, 560, 490), 40);  // near copies of similarity 0.86
}

TEST(LeastDifferent, IsTheLeastPartOfShinglesThatCanBe) {
  std::mt19937 rng(3);
  std::vector<uint64_t> marks = {5};
  for (size_t n : {1, 10, 70, 1000}) {
    std::vector<uint32_t> samples;
    for (size_t i = 0; i < n; ++i) samples.push_back(static_cast<uint32_t>(rng()));
    EXPECT_GE(LeastDifferent(samples, &marks), n < 70 ? 150 : 225) << n;
    samples.insert(samples.end(), samples.begin(), samples.end());
    EXPECT_LE(LeastDifferent(samples, &marks), 128) << n;
    EXPECT_GE(LeastDifferent(samples, &marks), n < 70 ? 0 : 90) << n;
  }
  EXPECT_EQ(LeastDifferent({}, &marks), 255);
}

}  // namespace
}  // namespace nearcopy
