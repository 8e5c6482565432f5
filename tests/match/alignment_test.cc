#include "nearcopy/match/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string_view>

namespace nearcopy {
namespace {

using Text = std::vector<uint64_t>;

// The length of a longest common subsequence, by its definition.
size_t CommonWords(const Text& a, const Text& b) {
  std::vector<uint32_t> row(b.size() + 1), next(b.size() + 1);
  for (uint64_t word : a) {
    for (size_t j = 0; j < b.size(); ++j) {
      next[j + 1] = b[j] == word ? row[j] + 1 : std::max(row[j + 1], next[j]);
    }
    std::swap(row, next);
  }
  return row.back();
}

size_t Words(const std::vector<CommonRun>& runs) {
  size_t sum = 0;
  for (const CommonRun& run : runs) sum += run.length;
  return sum;
}

void ExpectValid(const Text& a, const Text& b, const std::vector<CommonRun>& runs) {
  uint64_t end_a = 0, end_b = 0;
  for (const CommonRun& run : runs) {
    ASSERT_GT(run.length, 0u);
    ASSERT_GE(run.a, end_a);
    ASSERT_GE(run.b, end_b);
    ASSERT_TRUE(&run == runs.data() || run.a > end_a || run.b > end_b) << "runs that are one";
    end_a = uint64_t{run.a} + run.length;
    end_b = uint64_t{run.b} + run.length;
    ASSERT_LE(end_a, a.size());
    ASSERT_LE(end_b, b.size());
    ASSERT_TRUE(std::equal(a.begin() + run.a, a.begin() + run.a + run.length, b.begin() + run.b));
  }
}

Text RandomText(size_t size, uint64_t different, std::mt19937_64& rng) {
  Text text(size);
  for (uint64_t& word : text) word = (rng() % different + 1) * 0x2545f4914f6cdd1d;
  return text;
}

// Takes out, puts in and changes words.
Text Edited(const Text& text, size_t edits, uint64_t different, std::mt19937_64& rng) {
  Text out = text;
  for (; edits > 0; --edits) {
    const auto at = static_cast<ptrdiff_t>(rng() % (out.size() + 1));
    if (rng() % 2 == 0 || at == static_cast<ptrdiff_t>(out.size())) {
      out.insert(out.begin() + at, RandomText(1, different, rng)[0]);
    } else {
      out.erase(out.begin() + at);
    }
  }
  return out;
}

TEST(Alignment, OfShortTextsIsALongestCommonSubsequence) {
  std::mt19937_64 rng(1);
  for (int n = 0; n < 5000; ++n) {
    const uint64_t different = 1 + rng() % 20;
    const Text a = RandomText(rng() % 100, different, rng);
    const Text b = rng() % 2 == 0 ? RandomText(rng() % 100, different, rng)
                                  : Edited(a, rng() % 20, different, rng);
    const std::vector<CommonRun> runs = Align(a, b);
    ASSERT_NO_FATAL_FAILURE(ExpectValid(a, b, runs));
    ASSERT_EQ(Words(runs), CommonWords(a, b));
  }
}

TEST(Alignment, OfSmallDifferencesIsALongestCommonSubsequence) {
  std::mt19937_64 rng(2);
  for (int n = 0; n < 20; ++n) {
    const uint64_t different = n % 2 == 0 ? 2000 : 5;
    const Text a = RandomText(1500, different, rng);
    const Text b = Edited(a, kMostEdits - 6, different, rng);
    const std::vector<CommonRun> runs = Align(a, b);
    ASSERT_NO_FATAL_FAILURE(ExpectValid(a, b, runs));
    ASSERT_EQ(Words(runs), CommonWords(a, b));
  }
}

// Of text like prose, where some words are frequent and most are not.
TEST(Alignment, OfLargeDifferencesIsNearlyOne) {
  std::mt19937_64 rng(3);
  for (int n = 0; n < 10; ++n) {
    Text a(4000);
    for (uint64_t& word : a) word = rng() % (1 + rng() % 3000);
    const Text b = Edited(a, 1200, 3000, rng);
    const std::vector<CommonRun> runs = Align(a, b);
    ASSERT_NO_FATAL_FAILURE(ExpectValid(a, b, runs));
    ASSERT_GE(static_cast<double>(Words(runs)), 0.98 * static_cast<double>(CommonWords(a, b)));
  }
}

// A passage that nothing is like goes in as a whole, and the rest is found.
TEST(Alignment, GoesAroundALongInsertion) {
  std::mt19937_64 rng(4);
  const Text a = RandomText(5000, 100'000, rng), added = RandomText(3000, 100'000, rng);
  Text b = a;
  b.insert(b.begin() + 2000, added.begin(), added.end());
  const std::vector<CommonRun> runs = WithoutStrayRuns(Align(a, b), a.size(), b.size());
  EXPECT_EQ(runs, (std::vector<CommonRun>{{0, 0, 2000}, {2000, 5000, 3000}}));
}

// What takes the square of its words never ends here: one word, few words, none in common.
TEST(Alignment, OfMegabytes) {
  std::mt19937_64 rng(5);
  constexpr size_t kMany = 200'000;
  const Text one(kMany, 7), longer(kMany + 100, 7), few = RandomText(kMany, 2, rng);
  const std::vector<CommonRun> equal = Align(one, longer);
  EXPECT_EQ(Words(equal), kMany);
  Text marked = one;
  for (size_t i = 0; i < kMany; i += 1 + rng() % 100) marked[i] = rng();
  for (const auto& [a, b] :
       {std::pair{one, marked}, std::pair{marked, one}, std::pair{few, RandomText(kMany, 2, rng)},
        std::pair{few, one}, std::pair{marked, few},
        std::pair{RandomText(kMany, kMany, rng), RandomText(kMany, kMany, rng)},
        std::pair{RandomText(kMany, 1000, rng), RandomText(kMany, 1000, rng)},
        std::pair{RandomText(kMany, ~uint64_t{0} / 2, rng), RandomText(kMany, 1000, rng)}}) {
    ASSERT_NO_FATAL_FAILURE(ExpectValid(a, b, Align(a, b)));
  }
}

TEST(Alignment, OfNothing) {
  EXPECT_TRUE(Align({}, {}).empty());
  EXPECT_TRUE(Align(Text{1, 2}, {}).empty());
  EXPECT_TRUE(Align({}, Text{1, 2}).empty());
  EXPECT_TRUE(WithoutStrayRuns({}, 3, 0).empty());
}

TEST(Alignment, LeavesStrayWordsOut) {
  const std::vector<CommonRun> runs = {{0, 0, 2}, {5, 6, 1}, {9, 9, 2}, {14, 13, 9}, {24, 23, 1}};
  // The word between two changes goes, and the two words beside the larger one that is then; what
  // stands at the beginning and at the end stays.
  EXPECT_EQ(WithoutStrayRuns(runs, 25, 24),
            (std::vector<CommonRun>{{0, 0, 2}, {14, 13, 9}, {24, 23, 1}}));
}

// A sentence goes in before one that begins with the same two words.
TEST(Alignment, ChangesSlideToWhereTheyBeginBest) {
  const Text a = {1, 2, 10, 11, 1, 2, 12, 13}, b = {1, 2, 10, 11, 1, 2, 20, 21, 1, 2, 12, 13};
  const BeginningRank rank = [&](uint32_t word) {
    return word == 0 || word == 4 || word == 8 || word == 12 ? 1 : 0;
  };
  std::vector<CommonRun> runs = Align(a, b);
  EXPECT_EQ(runs, (std::vector<CommonRun>{{0, 0, 6}, {6, 10, 2}}));
  SlideChanges(a, b, rank, rank, &runs);
  EXPECT_EQ(runs, (std::vector<CommonRun>{{0, 0, 4}, {4, 8, 4}}));
  runs = Align(b, a);
  SlideChanges(b, a, rank, rank, &runs);
  EXPECT_EQ(runs, (std::vector<CommonRun>{{0, 0, 4}, {8, 4, 4}}));
}

TEST(Alignment, SlidingKeepsItValid) {
  std::mt19937_64 rng(6);
  for (int n = 0; n < 3000; ++n) {
    const uint64_t different = 1 + rng() % 4;
    const Text a = RandomText(rng() % 200, different, rng);
    const Text b = Edited(a, rng() % 9, different, rng);
    std::vector<CommonRun> runs = Align(a, b);
    const size_t words = Words(runs);
    const BeginningRank rank = [&](uint32_t word) { return static_cast<int>(word * 7919 % 5); };
    SlideChanges(a, b, rank, rank, &runs);
    ASSERT_NO_FATAL_FAILURE(ExpectValid(a, b, runs));
    ASSERT_EQ(Words(runs), words);
  }
}

}  // namespace
}  // namespace nearcopy
