#include "nearcopy/match/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <thread>

#include "match/made_sketches.h"

namespace nearcopy {
namespace {

// A table whose rows stand at other positions, as they do when they are not read in keep order.
struct Rows {
  Rows(const SketchTable& table, std::mt19937_64* rng) : sketches(table.shape()) {
    position.resize(table.size());
    std::iota(position.begin(), position.end(), 0u);
    std::shuffle(position.begin(), position.end(), *rng);
    std::vector<uint32_t> row_at(table.size());
    for (uint32_t row = 0; row < table.size(); ++row) row_at[position[row]] = row;
    for (uint32_t row : row_at) sketches.Append(table[row]);
  }
  CandidateInput Input() const {
    return {.sketches = sketches, .position = position, .anchor_order = [](uint32_t row) {
              return uint64_t{row} * 0x9e3779b97f4a7c15;
            }};
  }
  SketchTable sketches;
  std::vector<uint32_t> position;
};

struct Found {
  std::vector<CandidatePair> pairs;  // sorted, each once
  uint64_t capped = 0;
};

// What `find` gives its sink.
template <typename Find>
Found FoundBy(const Find& find) {
  Found found;
  const absl::StatusOr<uint64_t> capped = find([&](std::span<const CandidatePair> pairs) {
    found.pairs.insert(found.pairs.end(), pairs.begin(), pairs.end());
    return absl::OkStatus();
  });
  EXPECT_TRUE(capped.ok());
  found.capped = *capped;
  std::ranges::sort(found.pairs);
  found.pairs.erase(std::unique(found.pairs.begin(), found.pairs.end()), found.pairs.end());
  return found;
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

// What a search holds at once, from next to nothing to more than there is.
struct Held {
  size_t tables, pairs, known;
};
constexpr Held kHeld[] = {{1, 1 << 18, 1 << 20},
                          {1, 1, 2},
                          {3, 7, 1 << 20},
                          {8, 1 << 18, 2},
                          {1000, 7, 2},
                          {1000, 1 << 18, 1 << 20}};

void SetHeld(const Held& held, CandidateInput* input) {
  input->tables_together = held.tables;
  input->pairs_together = held.pairs;
  input->pairs_known = held.known;
}

TEST(Candidates, AreThePairsThatShareABandAndPassTheFilter) {
  std::mt19937_64 rng(1);
  const SketchTable table = MakeTable({SketchKind::kFastSimilarity, 128}, 400, &rng);
  const Rows rows(table, &rng);
  std::vector<uint32_t> block;
  for (size_t i = 0; i < table.size(); ++i) block.push_back(static_cast<uint32_t>(rng() % 2));
  for (const Banding& banding :
       {Banding{4, 32, 70, 0}, Banding{3, 42, 60, 0}, Banding{8, 16, 90, 0},
        Banding{128, 1, 128, 0}, Banding{1, 128, 5, 0}}) {
    for (bool with_blocks : {false, true}) {
      CandidateInput input = rows.Input();
      if (with_blocks) input.block = [&](uint32_t row) { return block[row]; };
      const auto wanted = EveryPair(table, banding, with_blocks ? block : std::vector<uint32_t>());
      for (Simd simd : Simd::All()) {
        for (int threads : {1, 3}) {
          input.simd = simd;
          input.threads = threads;
          const Found found =
              FoundBy([&](const PairSink& sink) { return FindByBands(input, banding, sink); });
          ASSERT_EQ(found.pairs, wanted)
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
    const Rows rows(table, &rng);
    const SimHashSearch search = ChooseSimHashSearch(bits, 0.97, 0.99, table.size());
    ASSERT_GT(search.distance, 2);
    std::vector<CandidatePair> wanted;
    for (uint32_t a = 0; a < table.size(); ++a) {
      for (uint32_t b = a + 1; b < table.size(); ++b) {
        if (HammingDistance(table[a], table[b]) <= search.distance) wanted.push_back({a, b});
      }
    }
    const Found found =
        FoundBy([&](const PairSink& sink) { return FindBySimHash(rows.Input(), search, sink); });
    EXPECT_EQ(found.pairs, wanted);
  }
}

TEST(Candidates, WhatIsHeldAtOnceDoesNotShow) {
  std::mt19937_64 rng(5);
  const SketchTable table = MakeTable({SketchKind::kFastSimilarity, 128}, 400, &rng);
  const SketchTable bits = MakeTable({SketchKind::kSimHash, 64}, 400, &rng);
  const Rows rows(table, &rng), rows_of_bits(bits, &rng);
  const auto block = [](uint32_t row) { return row / 5 % 2; };
  std::vector<uint32_t> blocks;
  for (uint32_t row = 0; row < table.size(); ++row) blocks.push_back(block(row));
  const Banding banding{3, 42, 60, 0};
  const SimHashSearch search = ChooseSimHashSearch(64, 0.97, 0.99, bits.size());
  const auto wanted = EveryPair(table, banding, {}), in_blocks = EveryPair(table, banding, blocks);
  const auto by_bands = [&](const CandidateInput& input) {
    return FoundBy([&](const PairSink& sink) { return FindByBands(input, banding, sink); }).pairs;
  };
  const auto by_bits = [&](const CandidateInput& input) {
    return FoundBy([&](const PairSink& sink) { return FindBySimHash(input, search, sink); }).pairs;
  };
  const auto wanted_of_bits = by_bits(rows_of_bits.Input());
  ASSERT_GT(in_blocks.size(), 100u);
  ASSERT_GT(wanted_of_bits.size(), 100u);
  for (const Held& held : kHeld) {
    for (int threads : {1, 3}) {
      SCOPED_TRACE(testing::Message() << held.tables << " tables, " << held.pairs << " pairs, "
                                      << held.known << " known, " << threads << " threads");
      CandidateInput input = rows.Input(), input_of_bits = rows_of_bits.Input();
      for (CandidateInput* i : {&input, &input_of_bits}) {
        SetHeld(held, i);
        i->threads = threads;
      }
      EXPECT_EQ(by_bands(input), wanted);
      input.block = block;
      EXPECT_EQ(by_bands(input), in_blocks);
      EXPECT_EQ(by_bits(input_of_bits), wanted_of_bits);
    }
  }
}

// All rows alike: the one bucket of each band is over the cap, and every row is compared with the
// anchors (those of the smallest orders), the first rows, and the rows next to it.
TEST(Candidates, AnOverfullBucketIsComparedWithAnchorsFirstAndNextRows) {
  const SketchShape shape{SketchKind::kFastSimilarity, 16};
  SketchTable table(shape);
  const auto rows = static_cast<uint32_t>(kBucketCap + 500);
  for (size_t i = 0; i < rows; ++i) table.Append(std::vector<uint64_t>(shape.words(), 7));
  std::mt19937_64 rng(3);
  const Rows shuffled(table, &rng);
  std::vector<CandidatePair> wanted;
  for (uint32_t a = 0; a < rows; ++a) {
    for (uint32_t b = a + 1; b < rows; ++b) {
      if (a < kFirstRows || b - a <= kNextRows || b >= rows - kAnchors) wanted.push_back({a, b});
    }
  }
  for (int threads : {1, 3}) {
    CandidateInput input = shuffled.Input();
    input.anchor_order = [&](uint32_t row) { return rows - row; };
    input.threads = threads;
    const Found found = FoundBy([&](const PairSink& sink) {
      return FindByBands(input, Banding{4, 4, 16, 0}, sink);
    });
    EXPECT_EQ(found.capped, 4u);
    EXPECT_TRUE(found.pairs == wanted);
  }
}

// What the sink cannot take ends the search, on all threads: the sink is not asked again.
TEST(Candidates, ErrorsOfTheSinkComeBack) {
  std::mt19937_64 rng(4);
  const SketchTable table = MakeTable({SketchKind::kFastSimilarity, 128}, 100, &rng);
  const Rows rows(table, &rng);
  for (int threads : {1, 3}) {
    CandidateInput input = rows.Input();
    input.pairs_together = 16;
    input.threads = threads;
    size_t calls = 0;
    const absl::StatusOr<uint64_t> capped =
        FindByBands(input, Banding{4, 32, 70, 0}, [&](std::span<const CandidatePair>) {
          // Meanwhile the others find pairs, too, and wait for their turn.
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
          return ++calls < 3 ? absl::OkStatus() : absl::ResourceExhaustedError("no room");
        });
    EXPECT_EQ(capped.status(), absl::ResourceExhaustedError("no room"));
    EXPECT_EQ(calls, 3u) << threads << " threads";
  }
}

}  // namespace
}  // namespace nearcopy
