#include "nearcopy/match/verify.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <set>

namespace nearcopy {
namespace {

TEST(Jaccard, CountsSharedOverAll) {
  EXPECT_EQ(Jaccard(ShingleSet{1, 2, 3}, ShingleSet{2, 3, 4}), 0.5);
  EXPECT_EQ(Jaccard(ShingleSet{1, 2}, ShingleSet{1, 2}), 1.0);
  EXPECT_EQ(Jaccard(ShingleSet{}, ShingleSet{1}), 0.0);
  EXPECT_EQ(Jaccard(ShingleSet{}, ShingleSet{}), 0.0);
}

TEST(Jaccard, SevenOfTenIsAtTheThreshold) {
  EXPECT_GE(Jaccard(ShingleSet{1, 2, 3, 4, 5, 6, 7}, ShingleSet{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}),
            0.7);
}

TEST(Verifier, GivesExactSimilaritiesInTheOrderOfThePairs) {
  std::mt19937_64 rng(1);
  std::vector<std::string> texts;
  std::vector<uint32_t> counts;
  std::vector<std::set<std::string>> sets;
  for (int i = 0; i < 60; ++i) {
    std::vector<std::string> words;
    for (size_t n = 5 + rng() % 200; n > 0; --n) words.push_back(std::string(1, 'a' + rng() % 3));
    std::string text;
    for (const std::string& w : words) text += w + " ";
    std::set<std::string> shingles;
    for (size_t s = 0; s + 5 <= words.size(); ++s) {
      shingles.insert(words[s] + words[s + 1] + words[s + 2] + words[s + 3] + words[s + 4]);
    }
    texts.push_back(text);
    counts.push_back(1 << 20);  // so that chunks are small
    sets.push_back(shingles);
  }
  std::vector<CandidatePair> pairs;
  for (int i = 0; i < 500; ++i) {
    pairs.push_back({static_cast<uint32_t>(rng() % 60), static_cast<uint32_t>(rng() % 60)});
  }
  for (int threads : {1, 4}) {
    Verifier verifier(
        Shingling{}, Simd::Best(), threads,
        [&](uint32_t row, std::string*) { return std::string_view(texts[row]); }, counts);
    const std::vector<double> got = verifier.Similarities(pairs);
    ASSERT_EQ(got.size(), pairs.size());
    EXPECT_EQ(verifier.verified(), pairs.size());
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto &a = sets[pairs[i].a], &b = sets[pairs[i].b];
      size_t both = 0;
      for (const std::string& s : a) both += b.count(s);
      ASSERT_EQ(got[i],
                static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both));
    }
  }
}

// More shingles than are kept: sets go and are made again.
TEST(Verifier, ForgetsSetsAndMakesThemAgain) {
  std::mt19937_64 rng(3);
  constexpr uint32_t kRows = 60, kWords = 400'000;
  std::vector<std::string> texts(kRows);
  std::vector<uint32_t> shared(kRows);
  for (uint32_t row = 0; row < kRows; ++row) {
    shared[row] = static_cast<uint32_t>(rng() % kWords);
    // Numbers in order, of which the first `shared` are the same in every row.
    for (uint32_t w = 0; w < kWords; ++w) {
      texts[row] += std::to_string(w < shared[row] ? w : w + kWords * (row + 1)) + " ";
    }
  }
  const std::vector<uint32_t> counts(kRows, kWords);
  Verifier verifier(
      Shingling{}, Simd::Best(), 2,
      [&](uint32_t row, std::string*) { return std::string_view(texts[row]); }, counts);
  for (int i = 0; i < 60; ++i) {
    const auto a = static_cast<uint32_t>(rng() % kRows), b = static_cast<uint32_t>(rng() % kRows);
    const uint32_t common = std::min(shared[a], shared[b]);
    const double both = a == b ? kWords - 4 : common < 5 ? 0 : common - 4;
    const double wanted = both / (2.0 * (kWords - 4) - both);
    ASSERT_DOUBLE_EQ(verifier.Similarities(std::vector<CandidatePair>{{a, b}})[0], wanted) << i;
  }
}

// An anchor of a crowded bucket is a candidate with everything in it; its text is read once for
// all.
TEST(Verifier, ReadsATextThatStandsInEveryChunkOnce) {
  const std::string text = "one text of more than five words for every row";
  constexpr uint32_t kRows = 40'000;
  const std::vector<uint32_t> counts(kRows, 6);
  std::vector<CandidatePair> pairs;
  for (uint32_t row = 1; row < kRows; ++row) pairs.push_back({0, row});
  std::vector<std::atomic<int>> reads(kRows);
  Verifier verifier(
      Shingling{}, Simd::Best(), 2,
      [&](uint32_t row, std::string*) {
        ++reads[row];
        return std::string_view(text);
      },
      counts);
  for (double similarity : verifier.Similarities(pairs)) ASSERT_EQ(similarity, 1.0);
  for (uint32_t row = 0; row < kRows; ++row) ASSERT_EQ(reads[row], 1) << row;
}

}  // namespace
}  // namespace nearcopy
