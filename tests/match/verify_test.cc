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
#include "support/heap_bytes.h"

namespace nearcopy {
namespace {

TEST(SharedShingles, SimilarityAndContainmentAreShares) {
  EXPECT_EQ((SharedShingles{.a = 4, .b = 8, .both = 3}.containment_of_a()), 0.75);
  EXPECT_EQ((SharedShingles{.a = 4, .b = 8, .both = 3}.containment_of_b()), 0.375);
  EXPECT_EQ((SharedShingles{.a = 0, .b = 8, .both = 0}.containment_of_a()), 0.0);
  EXPECT_EQ((SharedShingles{3, 3, 2}.similarity()), 0.5);
  EXPECT_EQ((SharedShingles{2, 2, 2}.similarity()), 1.0);
  EXPECT_EQ((SharedShingles{0, 1, 0}.similarity()), 0.0);
  EXPECT_EQ((SharedShingles{0, 0, 0}.similarity()), 0.0);
  EXPECT_GE((SharedShingles{7, 10, 7}.similarity()), 0.7);
}

constexpr uint64_t kEnough = 1 << 22;

// Bytes that a Verifier may take beside its sets: for those that it copies, for the ends of
// stretches of memory, and for what makes shingles and compares them.
constexpr size_t kBeside = 8 << 20;

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
    std::atomic<size_t> asked = 0;
    const auto text = [&](uint32_t row) {
      ++asked;
      return std::string_view(texts[row]);
    };
    const HeapPeak peak;
    Verifier verifier(
        Sources(threads, text),
        [&](uint32_t row) {
          return VerifierRow{counts[row], row};
        },
        kEnough, Simd::Best());
    const std::vector<double> got = verifier.Similarities(pairs);
    ASSERT_EQ(got.size(), pairs.size());
    EXPECT_EQ(verifier.verified(), pairs.size());
    // There is never room for all 60: sets of earlier chunks went, and were made again.
    EXPECT_GT(asked, 2 * texts.size());
    EXPECT_LE(peak.bytes(), kEnough * sizeof(uint64_t) + kBeside);
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto &a = sets[pairs[i].a], &b = sets[pairs[i].b];
      size_t both = 0;
      for (const std::string& s : a) both += b.count(s);
      ASSERT_EQ(got[i],
                static_cast<double>(both) / static_cast<double>(a.size() + b.size() - both));
    }
  }
}

// More shingles than are kept: sets go and are made again. Pairs come one by one, then together.
TEST(Verifier, ForgetsSetsAndMakesThemAgain) {
  std::mt19937_64 rng(3);
  constexpr uint32_t kRows = 200, kWords = 20'000;
  constexpr uint64_t kMost = 1 << 20;  // of four million
  std::vector<std::string> texts(kRows);
  std::vector<uint32_t> shared(kRows);
  for (uint32_t row = 0; row < kRows; ++row) {
    shared[row] = static_cast<uint32_t>(rng() % kWords);
    // Numbers in order, of which the first `shared` are the same in every row.
    for (uint32_t w = 0; w < kWords; ++w) {
      texts[row] += std::to_string(w < shared[row] ? w : w + kWords * (row + 1)) + " ";
    }
  }
  std::vector<CandidatePair> pairs(400);
  std::vector<double> wanted;
  for (CandidatePair& p : pairs) {
    p = {static_cast<uint32_t>(rng() % kRows), static_cast<uint32_t>(rng() % kRows)};
    const uint32_t common = std::min(shared[p.a], shared[p.b]);
    const double both = p.a == p.b ? kWords - 4 : common < 5 ? 0 : common - 4;
    wanted.push_back(both / (2.0 * (kWords - 4) - both));
  }
  std::atomic<size_t> asked = 0;
  const auto text = [&](uint32_t row) {
    ++asked;
    return std::string_view(texts[row]);
  };
  const HeapPeak peak;
  Verifier verifier(
      Sources(2, text),
      [](uint32_t row) {
        return VerifierRow{kWords, row};
      },
      kMost, Simd::Best());
  const auto single = std::span(pairs).first(200), together = std::span(pairs).last(200);
  std::vector<double> got;
  for (const CandidatePair& p : single) got.push_back(verifier.Similarities({&p, 1})[0]);
  EXPECT_GT(asked, size_t{kRows});
  EXPECT_LT(asked, 2 * single.size());  // some were still there
  asked = 0;
  for (double similarity : verifier.Similarities(together)) got.push_back(similarity);
  EXPECT_GT(asked, size_t{kRows});
  EXPECT_LT(asked, 2 * together.size());
  EXPECT_LE(peak.bytes(), kMost * sizeof(uint64_t) + kBeside);
  for (size_t i = 0; i < pairs.size(); ++i) ASSERT_DOUBLE_EQ(got[i], wanted[i]) << i;
}

// When sets go, those of the pairs at hand stay: here that of the row that is in all of them.
TEST(Verifier, KeepsASetThatStandsInEveryChunkWhileOthersGo) {
  constexpr uint32_t kRows = 200, kShingles = 1000;
  std::vector<int> asked(kRows);
  std::vector<uint64_t> shingles(kShingles);
  const auto source = [&](uint32_t row) -> absl::StatusOr<std::span<const uint64_t>> {
    ++asked[row];
    // A row shares `row` shingles with row 0.
    for (uint64_t i = 0; i < kShingles; ++i) shingles[i] = i < row ? i : uint64_t{row} << 32 | i;
    return std::span<const uint64_t>(shingles);
  };
  std::vector<CandidatePair> pairs;
  for (uint32_t row = 1; row < kRows; ++row) pairs.push_back({0, row});
  for (uint64_t most : {uint64_t{0}, uint64_t{20 * kShingles}}) {  // two sets at least, and more
    std::ranges::fill(asked, 0);
    Verifier verifier(
        {source},
        [](uint32_t row) {
          return VerifierRow{kShingles, row};
        },
        most, Simd::Best());
    const std::vector<double> got = verifier.Similarities(pairs);
    for (uint32_t row = 1; row < kRows; ++row) {
      ASSERT_EQ(got[row - 1], (SharedShingles{kShingles, kShingles, row}.similarity())) << row;
    }
    EXPECT_EQ(std::ranges::count(asked, 1), kRows);
    verifier.Similarities(std::span(pairs).first(1));
    EXPECT_EQ(asked[0], 1);
    EXPECT_EQ(asked[1], 2);
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
