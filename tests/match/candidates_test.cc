#include "nearcopy/match/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "match/made_sketches.h"

namespace nearcopy {
namespace {

std::vector<uint64_t> Orders(size_t rows, std::mt19937_64* rng) {
  std::vector<uint64_t> out(rows);
  for (uint64_t& o : out) o = (*rng)();
  return out;
}

// Pairs with an equal band and enough equal slots, each pair looked at.
std::vector<CandidatePair> EveryPair(const SketchTable& table, const Banding& banding,
                                     std::span<const uint32_t> block) {
  std::vector<CandidatePair> out;
  for (uint32_t a = 0; a < table.size(); ++a) {
    for (uint32_t b = a + 1; b < table.size(); ++b) {
      if (!block.empty() && block[a] != block[b]) continue;
      bool band = false;
      int equal = 0;
      for (int i = 0; i < table.shape().slots; ++i) {
        equal += Slot(table[a], static_cast<size_t>(i)) == Slot(table[b], static_cast<size_t>(i));
      }
      for (int first = 0; first + banding.rows <= banding.rows * banding.bands;
           first += banding.rows) {
        bool same = true;
        for (int i = first; i < first + banding.rows; ++i) {
          same = same &&
                 Slot(table[a], static_cast<size_t>(i)) == Slot(table[b], static_cast<size_t>(i));
        }
        band = band || same;
      }
      if (band && equal >= banding.least_equal) out.push_back({a, b});
    }
  }
  return out;
}

TEST(Candidates, AreThePairsThatShareABandAndPassTheFilter) {
  std::mt19937_64 rng(1);
  const SketchTable table = MakeTable({SketchKind::kFastSimilarity, 128}, 400, &rng);
  const std::vector<uint64_t> orders = Orders(table.size(), &rng);
  std::vector<uint32_t> block;
  for (size_t i = 0; i < table.size(); ++i) block.push_back(static_cast<uint32_t>(rng() % 2));
  for (const Banding& banding :
       {Banding{4, 32, 70, 0}, Banding{3, 42, 60, 0}, Banding{8, 16, 90, 0},
        Banding{128, 1, 128, 0}, Banding{1, 128, 5, 0}}) {
    for (bool with_blocks : {false, true}) {
      CandidateInput input{.sketches = table, .anchor_order = orders};
      if (with_blocks) input.block = block;
      const auto wanted = EveryPair(table, banding, input.block);
      for (Simd simd : Simd::All()) {
        for (int threads : {1, 3}) {
          input.simd = simd;
          input.threads = threads;
          ASSERT_EQ(FindByBands(input, banding).pairs, wanted)
              << banding.rows << " rows, " << simd.name() << ", blocks " << with_blocks;
        }
      }
    }
  }
}

TEST(Candidates, SimHashesWithinTheDistanceAreAllFound) {
  std::mt19937_64 rng(2);
  for (int bits : {64, 128}) {
    const SketchTable table = MakeTable({SketchKind::kSimHash, bits}, 400, &rng);
    const std::vector<uint64_t> orders = Orders(table.size(), &rng);
    const SimHashSearch search = ChooseSimHashSearch(bits, 0.97, 0.99, table.size());
    ASSERT_GT(search.distance, 2);
    std::vector<CandidatePair> wanted;
    for (uint32_t a = 0; a < table.size(); ++a) {
      for (uint32_t b = a + 1; b < table.size(); ++b) {
        if (HammingDistance(table[a], table[b]) <= search.distance) wanted.push_back({a, b});
      }
    }
    EXPECT_EQ(FindBySimHash({.sketches = table, .anchor_order = orders}, search).pairs, wanted);
  }
}

// All rows alike: the one bucket of each band is over the cap, and every row is compared with the
// anchors (those of the smallest orders), the first rows, and the rows next to it.
TEST(Candidates, AnOverfullBucketIsComparedWithAnchorsFirstAndNextRows) {
  const SketchShape shape{SketchKind::kFastSimilarity, 16};
  SketchTable table(shape);
  const auto rows = static_cast<uint32_t>(kBucketCap + 500);
  for (size_t i = 0; i < rows; ++i) table.Append(std::vector<uint64_t>(shape.words(), 7));
  std::vector<uint64_t> orders(rows);
  for (size_t i = 0; i < rows; ++i) orders[i] = rows - i;
  std::vector<CandidatePair> wanted;
  for (uint32_t a = 0; a < rows; ++a) {
    for (uint32_t b = a + 1; b < rows; ++b) {
      if (a < kFirstRows || b - a <= kNextRows || b >= rows - kAnchors) wanted.push_back({a, b});
    }
  }
  for (int threads : {1, 3}) {
    const Candidates found = FindByBands(
        {.sketches = table, .anchor_order = orders, .threads = threads}, Banding{4, 4, 16, 0});
    EXPECT_EQ(found.capped_buckets, 4u);
    EXPECT_EQ(found.pairs, wanted);
  }
}

}  // namespace
}  // namespace nearcopy
