#include "nearcopy/match/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "nearcopy/shingle/shingler.h"

namespace nearcopy {
namespace {

TEST(Jaccard, CountsSharedOverAll) {
  EXPECT_EQ(Jaccard(3, 3, 2), 0.5);
  EXPECT_EQ(Jaccard(2, 2, 2), 1.0);
  EXPECT_EQ(Jaccard(0, 1, 0), 0.0);
  EXPECT_EQ(Jaccard(0, 0, 0), 0.0);
  EXPECT_GE(Jaccard(7, 10, 7), 0.7);
}

constexpr uint64_t kEnough = 1 << 22;

// Sources that make shingles of texts, one for each thread.
template <typename TextOf>
std::vector<ShinglesOfRow> Sources(int threads, const TextOf& text_of) {
  std::vector<ShinglesOfRow> out;
  for (int t = 0; t < threads; ++t) {
    auto shingler = std::make_shared<Shingler>(Shingling{}, Simd::Best());
    out.push_back([shingler, &text_of](uint32_t row) {
      shingler->Clear();
      shingler->Add(text_of(row));
      shingler->Finish();
      return shingler->shingles(0);
    });
  }
  return out;
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
    const auto text = [&](uint32_t row) { return std::string_view(texts[row]); };
    Verifier verifier(
        Sources(threads, text),
        [&](uint32_t row) {
          return VerifierRow{counts[row], row};
        },
        kEnough, Simd::Best());
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
  const auto text = [&](uint32_t row) { return std::string_view(texts[row]); };
  Verifier verifier(
      Sources(2, text),
      [](uint32_t row) {
        return VerifierRow{kWords, row};
      },
      kEnough, Simd::Best());
  for (int i = 0; i < 60; ++i) {
    const auto a = static_cast<uint32_t>(rng() % kRows), b = static_cast<uint32_t>(rng() % kRows);
    const uint32_t common = std::min(shared[a], shared[b]);
    const double both = a == b ? kWords - 4 : common < 5 ? 0 : common - 4;
    const double wanted = both / (2.0 * (kWords - 4) - both);
    ASSERT_DOUBLE_EQ(verifier.Similarities(std::vector<CandidatePair>{{a, b}})[0], wanted) << i;
  }
}

// An anchor of a crowded bucket is a candidate with everything in it; its text is read once for
// all, and the others in the order of reading.
TEST(Verifier, ReadsATextThatStandsInEveryChunkOnce) {
  constexpr uint32_t kRows = 40'000;
  std::vector<CandidatePair> pairs;
  for (uint32_t row = 1; row < kRows; ++row) pairs.push_back({0, row});
  std::vector<std::atomic<int>> reads(kRows);
  std::vector<uint32_t> order;
  const auto text = [&](uint32_t row) {
    ++reads[row];
    order.push_back(row);
    return std::string_view("one text of more than five words for every row");
  };
  Verifier verifier(
      Sources(1, text),
      [](uint32_t row) {
        return VerifierRow{6, kRows - row};
      },
      kEnough, Simd::Best());
  for (double similarity : verifier.Similarities(pairs)) ASSERT_EQ(similarity, 1.0);
  for (uint32_t row = 0; row < kRows; ++row) ASSERT_EQ(reads[row], 1) << row;
  const auto first_chunk = order.begin() + 1000;
  EXPECT_TRUE(std::is_sorted(order.begin(), first_chunk, std::greater<>()));
  verifier.Forget();
  verifier.Similarities(std::span(pairs).first(1));
  EXPECT_EQ(reads[0], 2);
}

TEST(Verifier, KeepsTheErrorOfASource) {
  std::vector<ShinglesOfRow> sources;
  for (int t = 0; t < 2; ++t) {
    sources.push_back([](uint32_t row) -> absl::StatusOr<std::span<const uint64_t>> {
      static constexpr uint64_t kOne[] = {1};
      if (row == 7) return absl::FailedPreconditionError("a.jsonl: changed while it was read");
      return std::span<const uint64_t>(kOne);
    });
  }
  Verifier verifier(
      std::move(sources),
      [](uint32_t row) {
        return VerifierRow{1, row};
      },
      kEnough, Simd::Best());
  EXPECT_EQ(verifier.Similarities(std::vector<CandidatePair>{{1, 2}})[0], 1.0);
  EXPECT_TRUE(verifier.status().ok());
  EXPECT_EQ(verifier.Similarities(std::vector<CandidatePair>{{1, 2}, {3, 7}})[1], 0.0);
  EXPECT_EQ(verifier.status().message(), "a.jsonl: changed while it was read");
}

}  // namespace
}  // namespace nearcopy
