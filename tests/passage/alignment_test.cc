#include "nearcopy/passage/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "passage/made_words.h"

namespace nearcopy {
namespace {

// The best score of an alignment that begins at (first, again) and goes right, by a table of all
// ends: the definition, without the limit on what may be lost on the way.
int64_t BestToTheRight(const WordHashes& words, size_t first, size_t again) {
  const size_t n = again - first, m = words.size() - again;
  std::vector<std::vector<int64_t>> score(n + 1, std::vector<int64_t>(m + 1, -1000000));
  score[0][0] = 0;
  int64_t best = 0;
  for (size_t x = 0; x <= n; ++x) {
    for (size_t y = 0; y <= m; ++y) {
      int64_t& s = score[x][y];
      if (x > 0) s = std::max(s, score[x - 1][y] - 5);
      if (y > 0) s = std::max(s, score[x][y - 1] - 5);
      if (x > 0 && y > 0) {
        const bool equal = words[first + x - 1] == words[again + y - 1];
        s = std::max(s, score[x - 1][y - 1] + (equal ? 2 : -4));
      }
      best = std::max(best, s);
    }
  }
  return best;
}

TEST(Alignment, ScoreIsTheBestThereIs) {
  NewsWords news(1);
  Aligner aligner;
  std::vector<EqualRun> runs;
  for (int i = 0; i < 2000; ++i) {
    // Behind a seed of equal words, a copy with at most two edits side by side.
    WordHashes words = news.Words(5 + news.Between(0, 80));
    const size_t again = words.size();
    size_t gap = 0;
    for (size_t w = 0; w < again; ++w, ++gap) {
      const bool edited = w >= 5 && gap >= 4 && news.Between(0, 9) == 0;
      if (edited) gap = 0;
      const size_t kind = edited ? news.Between(1, 3) : 0;
      if (kind <= 1) words.push_back(words[w]);
      if (kind == 1 || kind == 2) words.push_back(news.Word());
    }
    aligner.Align(words, 0, static_cast<uint32_t>(again), static_cast<uint32_t>(again), &runs);
    ASSERT_EQ(HalfScore(runs), BestToTheRight(words, 0, again)) << "case " << i;
  }
}

TEST(Alignment, LeftIsRightInAMirror) {
  NewsWords news(2);
  Aligner aligner;
  std::vector<EqualRun> right, left;
  for (int i = 0; i < 500; ++i) {
    WordHashes words = news.Words(60);
    WordHashes copy = words;
    for (size_t e = news.Between(0, 4); e > 0; --e) copy[news.Between(5, 59)] = news.Word();
    Append(copy, &words);
    aligner.Align(words, 0, 60, 60, &right);
    std::ranges::reverse(words);
    // The last word of either side, that is the first in the mirror.
    aligner.Align(words, 59, 119, 0, &left);
    ASSERT_EQ(HalfScore(right), HalfScore(left)) << "case " << i;
    ASSERT_EQ(AgainRange(right).size(), AgainRange(left).size());
  }
}

TEST(Alignment, GoesOnThroughMillionsOfWords) {
  NewsWords news(3);
  WordHashes words = news.Words(1200000);
  const auto half = static_cast<uint32_t>(words.size());
  Append(WordHashes(words), &words);
  for (uint32_t w = half + 9; w < words.size(); w += 10) words[w] = NewsWords::Hash(w + 1000000);
  Aligner aligner;
  std::vector<EqualRun> runs;
  for (uint32_t seed : {uint32_t{0}, half / 2 / 10 * 10, half - 5}) {
    aligner.Align(words, seed, half + seed, half, &runs);
    EXPECT_EQ(FirstRange(runs), (WordRange{0, half - 1}));
    EXPECT_EQ(AgainRange(runs), (WordRange{half, 2 * half - 1}));
    EXPECT_EQ(HalfScore(runs), half / 10 * (18 - 4) + 4);
  }
}

TEST(Alignment, FirstSideEndsWhereTheSecondBegins) {
  const WordHashes words(300, 7);
  Aligner aligner;
  std::vector<EqualRun> runs;
  aligner.Align(words, 100, 150, 0, &runs);
  EXPECT_EQ(runs, (std::vector<EqualRun>{{50, 100, 50}}));
  aligner.Align(words, 100, 150, 140, &runs);
  EXPECT_EQ(runs, (std::vector<EqualRun>{{90, 140, 50}}));
  aligner.Align(words, 0, 3, 3, &runs);
  EXPECT_EQ(runs, (std::vector<EqualRun>{{0, 3, 3}}));
}

TEST(Alignment, PartsOfRuns) {
  const std::vector<EqualRun> runs = {{0, 100, 1}, {2, 102, 10}, {13, 113, 2}, {20, 120, 30}};
  // One word costs a changed one more than it brings; seven lost words end it on the left.
  EXPECT_EQ(HalfScore(runs), 2 - 4 + 20 - 4 + 4 - 20 + 60);
  const std::span<const EqualRun> best = BestPart(runs);
  EXPECT_EQ(std::vector(best.begin(), best.end()), (std::vector<EqualRun>{{20, 120, 30}}));
  std::vector<EqualRun> part;
  AppendWithin(runs, {105, 125}, &part);
  EXPECT_EQ(part, (std::vector<EqualRun>{{5, 105, 7}, {13, 113, 2}, {20, 120, 5}}));
  part.clear();
  AppendWithin(runs, {115, 120}, &part);
  EXPECT_TRUE(part.empty());
}

}  // namespace
}  // namespace nearcopy
