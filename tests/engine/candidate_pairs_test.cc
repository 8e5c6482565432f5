#include "nearcopy/engine/candidate_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

// All pairs in the order that Next gives them, those of both kinds and the contained ones, and
// after how many of them it said that no row would come again.
struct Given {
  std::vector<CandidatePair> pairs, contained;
  std::vector<size_t> ends;
};

Given ReadAll(CandidatePairs* candidates, size_t most) {
  Given given;
  CandidatePiece piece;
  while (true) {
    const absl::StatusOr<bool> ends = candidates->Next(most, &piece);
    EXPECT_TRUE(ends.ok());
    if (piece.size() == 0) return given;
    EXPECT_LE(piece.size(), most);
    given.pairs.insert(given.pairs.end(), piece.near.begin(), piece.near.end());
    given.pairs.insert(given.pairs.end(), piece.contained.begin(), piece.contained.end());
    given.contained.insert(given.contained.end(), piece.contained.begin(), piece.contained.end());
    if (*ends) given.ends.push_back(given.pairs.size());
  }
}

TEST(CandidatePairs, GivesEachOnceByComponentThenLaterThenEarlier) {
  std::mt19937 rng(1);
  for (int round = 0; round < 300; ++round) {
    const uint32_t rows = 2 + rng() % 60;
    std::set<CandidatePair> wanted;
    std::vector<CandidatePair> added;
    for (size_t n = rng() % 60; n > 0; --n) {
      const uint32_t a = rng() % rows, b = rng() % rows;
      if (a == b) continue;
      wanted.insert({std::min(a, b), std::max(a, b)});
      for (size_t times = 1 + rng() % 3; times > 0; --times) added.push_back(*wanted.begin());
      added.push_back({std::min(a, b), std::max(a, b)});
    }
    UnionFind components(rows);
    for (const CandidatePair& p : wanted) components.Join(p.a, p.b);
    std::shuffle(added.begin(), added.end(), rng);
    // So little memory that there are files, and enough.
    for (uint64_t memory : {64, 1 << 20}) {
      CandidatePairs candidates(rows, {.memory_bytes = memory, .folder = testing::TempDir()});
      for (const CandidatePair& p : added) ASSERT_TRUE(candidates.AddNear({&p, 1}).ok());
      ASSERT_TRUE(candidates.Finish().ok());
      EXPECT_EQ(candidates.size(), wanted.size());
      const Given given = ReadAll(&candidates, 1 + rng() % 20);
      ASSERT_EQ(std::set<CandidatePair>(given.pairs.begin(), given.pairs.end()), wanted);
      ASSERT_EQ(given.pairs.size(), wanted.size());
      ASSERT_TRUE(std::ranges::is_sorted(given.pairs, {}, [&](const CandidatePair& p) {
        return std::tuple(components.Find(p.a), p.b, p.a);
      }));
      // Where it says so, components end; and it does say so at the end.
      for (size_t end : given.ends) {
        if (end == given.pairs.size()) continue;
        ASSERT_NE(components.Find(given.pairs[end].a), components.Find(given.pairs[end - 1].a));
      }
      ASSERT_EQ(given.ends.empty() ? 0 : given.ends.back(), given.pairs.size());
    }
  }
}

// Pairs of both kinds join components, and a pair of both is given as each.
TEST(CandidatePairs, GivesBothKindsOfAComponentTogether) {
  std::mt19937 rng(2);
  for (int round = 0; round < 300; ++round) {
    const uint32_t rows = 2 + rng() % 60;
    std::set<CandidatePair> near, contained;
    UnionFind components(rows);
    CandidatePairs candidates(rows, {.memory_bytes = 64, .folder = testing::TempDir()});
    for (size_t n = rng() % 60; n > 0; --n) {
      const uint32_t a = rng() % rows, b = rng() % rows;
      if (a == b) continue;
      const CandidatePair pair{std::min(a, b), std::max(a, b)};
      const bool is_near = rng() % 2 == 0;
      (is_near ? near : contained).insert(pair);
      ASSERT_TRUE(
          (is_near ? candidates.AddNear({&pair, 1}) : candidates.AddContained({&pair, 1})).ok());
      components.Join(a, b);
    }
    ASSERT_TRUE(candidates.Finish().ok());
    EXPECT_EQ(candidates.near(), near.size());
    EXPECT_EQ(candidates.contained(), contained.size());
    const Given given = ReadAll(&candidates, 1 + rng() % 20);
    ASSERT_EQ(given.pairs.size(), near.size() + contained.size());
    ASSERT_EQ(std::set<CandidatePair>(given.contained.begin(), given.contained.end()), contained);
    ASSERT_TRUE(std::ranges::is_sorted(given.contained, {}, [&](const CandidatePair& p) {
      return std::tuple(components.Find(p.a), p.b, p.a);
    }));
    for (size_t end : given.ends) {
      if (end == given.pairs.size()) continue;
      ASSERT_NE(components.Find(given.pairs[end].a), components.Find(given.pairs[end - 1].a));
    }
  }
}

// A component that is no larger than a call may be is not cut.
TEST(CandidatePairs, KeepsComponentsWhole) {
  CandidatePairs candidates(400, {.memory_bytes = 1 << 20, .folder = testing::TempDir()});
  for (uint32_t row = 0; row < 400; row += 4) {
    const std::vector<CandidatePair> some = {{row, row + 1}, {row + 1, row + 3}, {row, row + 2}};
    ASSERT_TRUE(candidates.AddNear(some).ok());
  }
  ASSERT_TRUE(candidates.Finish().ok());
  CandidatePiece piece;
  for (size_t left = 100; left > 0; left -= std::min<size_t>(left, 3)) {
    const absl::StatusOr<bool> ends = candidates.Next(10, &piece);
    ASSERT_TRUE(ends.ok() && *ends);
    ASSERT_EQ(piece.near.size(), 3 * std::min<size_t>(left, 3));
  }
}

TEST(CandidatePairs, SaysThatThereIsNoFolder) {
  CandidatePairs candidates(100, {.memory_bytes = 64, .folder = testing::TempDir() + "missing"});
  absl::Status status;
  for (uint32_t row = 1; row < 100 && status.ok(); ++row) {
    const CandidatePair pair{row - 1, row};
    status = candidates.AddNear({&pair, 1});
  }
  EXPECT_FALSE(status.ok());
}

}  // namespace
}  // namespace nearcopy
