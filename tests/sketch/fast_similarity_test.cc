#include "nearcopy/sketch/fast_similarity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace nearcopy {
namespace {

constexpr size_t kSlots = 128;
const Simd kBest = Simd::Best();

// Two sets of about `n` shingles with exactly `both` in common of `n` in all, sketched.
double Agreement(std::mt19937_64* rng, size_t n, size_t both) {
  std::vector<uint64_t> a, b;
  for (size_t i = 0; i < n; ++i) {
    const uint64_t s = (*rng)();
    if (i < both || i % 2 == 0) a.push_back(s);
    if (i < both || i % 2 == 1) b.push_back(s);
  }
  std::vector<uint16_t> x(kSlots), y(kSlots);
  FastSimilaritySketch(a, kBest, x);
  FastSimilaritySketch(b, kBest, y);
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
      constexpr int kTrials = 20000;  // at 5,000 theory is 1.3 % away, twice the noise here
      for (int trial = 0; trial < kTrials; ++trial) {
        const double error = Agreement(&rng, n, both) - j;
        squares += error * error;
      }
      EXPECT_LE(std::sqrt(squares / kTrials), std::sqrt(j * (1 - j) / kSlots)) << n << " " << j;
    }
  }
}

// Stored sketches rest on it: a change needs a new kHashVersion. One shingle leaves slots for the
// last resort, a hash of their own each.
TEST(FastSimilaritySketch, OfOneShingleHasItsGoldenValue) {
  std::vector<uint16_t> slots(16);
  FastSimilaritySketch(std::vector<uint64_t>{0x9ae16a3b2f90404f}, Simd::Scalar(), slots);
  std::vector<uint64_t> words(4);
  for (size_t i = 0; i < 16; ++i) words[i / 4] |= static_cast<uint64_t>(slots[i]) << (16 * (i % 4));
  EXPECT_EQ(words, (std::vector<uint64_t>{5736067366635443875u, 3353282106040150587u,
                                          17991591357764909445u, 12544372419494225013u}));
}

TEST(FastSimilaritySketch, UnlikeShinglesAgreeNowhere) {
  std::mt19937_64 rng(8);
  for (size_t t : {16, 128, 1024}) {
    std::vector<uint16_t> x(t), y(t);
    for (int trial = 0; trial < 40; ++trial) {
      FastSimilaritySketch(std::vector<uint64_t>{rng()}, kBest, x);
      FastSimilaritySketch(std::vector<uint64_t>{rng()}, kBest, y);
      size_t same = 0;
      for (size_t i = 0; i < t; ++i) same += x[i] == y[i];
      ASSERT_LE(same, 2u) << t << " " << trial;  // 2^-16 a slot
    }
  }
}

// Above a certain length hashes are compared before they are dealt; nothing of that may show.
TEST(FastSimilaritySketch, OfALongTextIsTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(9);
  for (size_t t : {16, 128}) {
    for (size_t n : {256 * t - 1, 256 * t + 1, 300 * t + 5, 3000 * t}) {
      std::vector<uint64_t> shingles(n);
      for (uint64_t& s : shingles) s = rng();
      std::vector<uint16_t> plain(t), x(t);
      FastSimilaritySketch(shingles, Simd::Scalar(), plain);
      for (Simd simd : Simd::All()) {
        FastSimilaritySketch(shingles, simd, x);
        ASSERT_EQ(x, plain) << simd.name() << " " << t << " " << n;
      }
    }
  }
}

// While a slot has no hash, it takes the largest there are.
TEST(FastSimilaritySketch, OfALongTextTakesTheLargestHashOfAnOpenSlot) {
  std::mt19937_64 rng(12);
  constexpr size_t kCount = 128, kOpen = 77;
  constexpr int kShift = 64 - 7;
  std::vector<uint64_t> shingles;
  while (shingles.size() < 300 * kCount) {
    const uint64_t s = rng();
    if (s >> kShift != kOpen) shingles.push_back(s);
  }
  shingles.back() = (uint64_t{kOpen} << kShift) | ((uint64_t{1} << kShift) - 1);
  std::vector<uint16_t> plain(kCount), x(kCount);
  FastSimilaritySketch(shingles, Simd::Scalar(), plain);
  EXPECT_EQ(plain[kOpen], 0xffff);
  for (Simd simd : Simd::All()) {
    FastSimilaritySketch(shingles, simd, x);
    EXPECT_EQ(x, plain) << simd.name();
  }
}

// Rounds beyond the first look by blocks of hashes for those of the slots that are open, until bits
// run out too; nothing of that may show either.
TEST(FastSimilaritySketch, OfLaterRoundsIsTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(10);
  for (size_t t : {16, 64, 128, 256, 1024}) {
    for (size_t n : {1, 20, 63, 64, 65, 127, 200, 400, 600, 1023, 1024, 1025, 1090, 3000}) {
      std::vector<uint64_t> shingles(n);
      std::vector<uint16_t> plain(t), x(t);
      for (int trial = 0; trial < 20; ++trial) {
        for (uint64_t& s : shingles) s = rng();
        FastSimilaritySketch(shingles, Simd::Scalar(), plain);
        for (Simd simd : Simd::All()) {
          FastSimilaritySketch(shingles, simd, x);
          ASSERT_EQ(x, plain) << simd.name() << " " << t << " " << n;
        }
      }
    }
  }
}

// A text that repeats a phrase has many shingles and few different ones; were all of them hashed in
// every round, this would take hours.
TEST(FastSimilaritySketch, RepeatedShinglesCostAndChangeNothing) {
  for (size_t t : {16, 128, 1024}) {
    for (size_t repeats : {2, 100, 3000, 1'000'000}) {
      for (const std::vector<uint64_t>& few :
           {std::vector<uint64_t>{3, 1, 4, 15, 9}, std::vector<uint64_t>{0, ~uint64_t{0}, 7}}) {
        std::vector<uint64_t> all;
        for (size_t i = 0; i < repeats; ++i) all.insert(all.end(), few.begin(), few.end());
        std::vector<uint16_t> x(t), y(t);
        FastSimilaritySketch(few, kBest, x);
        for (Simd simd : {kBest, Simd::Scalar()}) {
          FastSimilaritySketch(all, simd, y);
          ASSERT_EQ(x, y) << t << " " << repeats;
        }
      }
    }
  }
}

TEST(FastSimilaritySketch, OrderAndDuplicatesDoNotShow) {
  std::vector<uint64_t> a = {5, 9, 1, 77}, b = {77, 1, 9, 5, 5, 1};
  std::vector<uint16_t> x(kSlots), y(kSlots);
  FastSimilaritySketch(a, kBest, x);
  FastSimilaritySketch(b, kBest, y);
  EXPECT_EQ(x, y);
}

}  // namespace
}  // namespace nearcopy
