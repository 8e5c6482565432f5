#include "nearcopy/sketch/fast_similarity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace nearcopy {
namespace {

constexpr size_t kSlots = 128;

// Two sets of about `n` shingles with exactly `both` in common of `n` in all, sketched.
double Agreement(std::mt19937_64* rng, size_t n, size_t both) {
  std::vector<uint64_t> a, b;
  for (size_t i = 0; i < n; ++i) {
    const uint64_t s = (*rng)();
    if (i < both || i % 2 == 0) a.push_back(s);
    if (i < both || i % 2 == 1) b.push_back(s);
  }
  std::vector<uint16_t> x(kSlots), y(kSlots);
  FastSimilaritySketch(a, Simd::Best(), x);
  FastSimilaritySketch(b, Simd::Best(), y);
  int same = 0;
  for (size_t i = 0; i < kSlots; ++i) same += x[i] == y[i];
  return same / static_cast<double>(kSlots);
}

TEST(FastSimilaritySketch, ErrorStaysWithinClassicMinHashTheory) {
  std::mt19937_64 rng(7);
  for (size_t n : {15, 60, 250, 1000, 5000}) {
    for (double wanted : {0.3, 0.5, 0.7, 0.9}) {
      const auto both = static_cast<size_t>(std::lround(wanted * static_cast<double>(n)));
      const double j = static_cast<double>(both) / static_cast<double>(n);
      double squares = 0;
      constexpr int kTrials =
          20000;  // at 5,000 shingles theory is 1.3 % away, twice the noise here
      for (int trial = 0; trial < kTrials; ++trial) {
        const double error = Agreement(&rng, n, both) - j;
        squares += error * error;
      }
      EXPECT_LE(std::sqrt(squares / kTrials), std::sqrt(j * (1 - j) / kSlots)) << n << " " << j;
    }
  }
}

TEST(FastSimilaritySketch, OrderAndDuplicatesDoNotShow) {
  std::vector<uint64_t> a = {5, 9, 1, 77}, b = {77, 1, 9, 5, 5, 1};
  std::vector<uint16_t> x(kSlots), y(kSlots);
  FastSimilaritySketch(a, Simd::Best(), x);
  FastSimilaritySketch(b, Simd::Best(), y);
  EXPECT_EQ(x, y);
}

}  // namespace
}  // namespace nearcopy
