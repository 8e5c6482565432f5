#include "nearcopy/sketch/sketch.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

namespace nearcopy {
namespace {

std::vector<uint64_t> SketchOf(const SketchShape& shape, std::span<const uint64_t> shingles,
                               Simd simd = Simd::Scalar()) {
  std::vector<uint64_t> scratch, out(shape.words());
  Sketch(shape, shingles, simd, &scratch, out);
  return out;
}

std::vector<SketchShape> Shapes() {
  return {{SketchKind::kFastSimilarity, 128},  {SketchKind::kFastSimilarity, 16},
          {SketchKind::kFastSimilarity, 1024}, {SketchKind::kMinHash, 128},
          {SketchKind::kMinHash, 64},          {SketchKind::kSimHash, 64},
          {SketchKind::kSimHash, 128}};
}

// Stored sketches rest on these values: a change needs a new kHashVersion.
TEST(Sketch, HasItsGoldenValues) {
  const std::vector<uint64_t> shingles = {11, 22, 33, 44, 55, 66, 77, 88, 99};
  // This one takes the first hashes as they are.
  std::vector<uint64_t> hashes;
  for (uint64_t s : shingles) hashes.push_back(s * 0x9e3779b97f4a7c15);
  EXPECT_EQ(SketchOf({SketchKind::kFastSimilarity, 16}, hashes),
            (std::vector<uint64_t>{16198666987567967062u, 14842951341384348669u,
                                   758877699747284586u, 6413126593346720051u}));
  EXPECT_EQ(SketchOf({SketchKind::kMinHash, 16}, shingles),
            (std::vector<uint64_t>{2896870302428975727u, 17680891723473235159u,
                                   13382460544270448897u, 17991689900763638742u}));
  EXPECT_EQ(SketchOf({SketchKind::kSimHash, 128}, shingles),
            (std::vector<uint64_t>{13658991941382888143u, 7502260260180537865u}));
}

TEST(Sketch, IsTheSameOnEveryInstructionSet) {
  std::mt19937_64 rng(5);
  for (const SketchShape& shape : Shapes()) {
    for (size_t n : {0, 1, 2, 3, 7, 8, 9, 31, 60, 130, 200, 400, 777}) {
      std::vector<uint64_t> shingles(n);
      for (uint64_t& s : shingles) s = rng();
      for (Simd simd : Simd::All()) {
        ASSERT_EQ(SketchOf(shape, shingles, simd), SketchOf(shape, shingles))
            << Name(shape.kind) << shape.slots << " " << simd.name() << " " << n;
      }
    }
  }
}

TEST(Sketch, OrderAndDuplicatesDoNotShow) {
  for (const SketchShape& shape : Shapes()) {
    EXPECT_EQ(SketchOf(shape, std::vector<uint64_t>{5, 9, 1, 77}),
              SketchOf(shape, std::vector<uint64_t>{77, 1, 9, 5, 5, 1}));
  }
}

// Bits of a SimHash differ with the angle of the two sets (Charikar, 2002).
TEST(Sketch, SimHashDistanceFollowsTheAngle) {
  std::mt19937_64 rng(9);
  const SketchShape shape{SketchKind::kSimHash, 128};
  double differ = 0;
  constexpr int kTrials = 2000;
  constexpr size_t kOwn = 90, kShared = 420;  // Jaccard 0.7
  for (int t = 0; t < kTrials; ++t) {
    std::vector<uint64_t> a, b;
    for (size_t i = 0; i < kShared + kOwn; ++i) {
      a.push_back(rng());
      b.push_back(i < kShared ? a.back() : rng());
    }
    const auto x = SketchOf(shape, a), y = SketchOf(shape, b);
    differ += std::popcount(x[0] ^ y[0]) + std::popcount(x[1] ^ y[1]);
  }
  const double cosine = static_cast<double>(kShared) / (kShared + kOwn);
  EXPECT_NEAR(differ / kTrials / 128, std::acos(cosine) / M_PI, 0.003);
}

// r slots in a row agree with probability s^r, for Fast Similarity Sketching as for MinHash.
TEST(Sketch, BandsCollideAsTheirTheorySays) {
  std::mt19937_64 rng(13);
  constexpr int kTrials = 4000, kRows = 4, kBands = 32;
  for (SketchKind kind : {SketchKind::kFastSimilarity, SketchKind::kMinHash}) {
    for (double wanted : {0.3, 0.5, 0.7, 0.9}) {
      constexpr size_t kShingles = 500;
      const auto both = static_cast<size_t>(std::lround(wanted * kShingles));
      // Bands of one sketch are not independent: the error of the mean is that of sketches.
      double sum = 0, squares = 0;
      for (int t = 0; t < kTrials; ++t) {
        std::vector<uint64_t> a, b;
        for (size_t i = 0; i < kShingles; ++i) {
          const uint64_t s = rng();
          if (i < both || i % 2 == 0) a.push_back(s);
          if (i < both || i % 2 == 1) b.push_back(s);
        }
        const auto x = SketchOf({kind, 128}, a, Simd::Best()),
                   y = SketchOf({kind, 128}, b, Simd::Best());
        double share = 0;
        for (size_t band = 0; band < kBands; ++band) share += x[band] == y[band];
        share /= kBands;
        sum += share;
        squares += share * share;
      }
      const double mean = sum / kTrials;
      const double error = std::sqrt((squares / kTrials - mean * mean) / kTrials);
      EXPECT_NEAR(mean, std::pow(static_cast<double>(both) / kShingles, kRows), 3 * error)
          << Name(kind) << " " << wanted;
    }
  }
}

// What recall rests on: of pairs at the threshold, no more than in theory share no band. For texts
// of few shingles single bands collide a little less often than s^r, and yet fewer pairs are
// missed.
TEST(Sketch, BandsMissNoMorePairsThanTheirTheorySays) {
  std::mt19937_64 rng(17);
  constexpr size_t kBands = 32;
  const double miss = std::pow(1 - std::pow(0.7, 4), kBands);  // 1.5e-4
  for (SketchKind kind : {SketchKind::kFastSimilarity, SketchKind::kMinHash}) {
    for (size_t n : {20, 60, 250, 1000}) {
      const int trials = kind == SketchKind::kFastSimilarity ? 60'000 : n > 60 ? 5'000 : 40'000;
      const auto both = static_cast<size_t>(std::lround(0.7 * static_cast<double>(n)));
      int missed = 0;
      std::vector<uint64_t> a, b;
      for (int t = 0; t < trials; ++t) {
        a.clear();
        b.clear();
        for (size_t i = 0; i < n; ++i) {
          const uint64_t s = rng();
          if (i < both || i % 2 == 0) a.push_back(s);
          if (i < both || i % 2 == 1) b.push_back(s);
        }
        const auto x = SketchOf({kind, 128}, a, Simd::Best());
        const auto y = SketchOf({kind, 128}, b, Simd::Best());
        bool found = false;
        for (size_t band = 0; band < kBands; ++band) found = found || x[band] == y[band];
        missed += !found;
      }
      EXPECT_LE(missed, trials * miss + 3 * std::sqrt(trials * miss)) << Name(kind) << " " << n;
    }
  }
}

}  // namespace
}  // namespace nearcopy
