#include "nearcopy/sketch/winnow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace nearcopy {
namespace {

std::vector<uint64_t> Shingles(std::mt19937_64* rng, size_t n, uint64_t different) {
  std::vector<uint64_t> out;
  for (size_t i = 0; i < n; ++i) {
    out.push_back(different == 0 ? (*rng)() : ((*rng)() % different) * 0x9e3779b97f4a7c15);
  }
  return out;
}

std::vector<uint32_t> SampleOf(std::span<const uint64_t> shingles, Simd simd) {
  std::vector<uint32_t> scratch = {1, 2, 3}, samples = {7};
  Winnow(shingles, simd, &scratch, &samples);
  EXPECT_EQ(samples.front(), 7u);  // what was there stays
  samples.erase(samples.begin());
  return samples;
}

// The definition, window by window.
TEST(Winnow, TakesTheSmallestOfEachWindowOnEveryInstructionSet) {
  std::mt19937_64 rng(1);
  for (size_t n = 0; n < 400; n += 1 + n / 40) {
    for (uint64_t different : {0, 1, 3, 40}) {
      const std::vector<uint64_t> shingles = Shingles(&rng, n, different);
      std::vector<uint32_t> wanted;
      for (size_t i = 0; i + kWinnowWindow <= n; ++i) {
        uint64_t least = ~uint64_t{0};
        for (size_t k = i; k < i + kWinnowWindow; ++k) least = std::min(least, shingles[k] >> 32);
        if (i == 0 || wanted.back() != least) wanted.push_back(static_cast<uint32_t>(least));
      }
      for (size_t i = 0; n < kWinnowWindow && i < n; ++i) {
        wanted.push_back(static_cast<uint32_t>(shingles[i] >> 32));
      }
      for (Simd simd : Simd::All()) {
        ASSERT_EQ(SampleOf(shingles, simd), wanted) << simd.name() << " " << n << " " << different;
      }
    }
  }
}

TEST(Winnow, TextsThatShareAWindowShareASample) {
  std::mt19937_64 rng(2);
  for (int trial = 0; trial < 2000; ++trial) {
    const std::vector<uint64_t> shared = Shingles(&rng, kWinnowWindow, 0);
    std::vector<uint64_t> a = Shingles(&rng, rng() % 60, 0), b = Shingles(&rng, rng() % 60, 0);
    a.insert(a.begin() + static_cast<ptrdiff_t>(rng() % (a.size() + 1)), shared.begin(),
             shared.end());
    b.insert(b.begin() + static_cast<ptrdiff_t>(rng() % (b.size() + 1)), shared.begin(),
             shared.end());
    const auto of_a = SampleOf(a, Simd::Best()), of_b = SampleOf(b, Simd::Best());
    const std::set<uint32_t> set(of_a.begin(), of_a.end());
    ASSERT_TRUE(std::ranges::any_of(of_b, [&](uint32_t s) { return set.contains(s); }));
  }
}

TEST(Winnow, TakesOneOfEightOrSo) {
  std::mt19937_64 rng(3);
  const size_t taken = SampleOf(Shingles(&rng, 100'000, 0), Simd::Best()).size();
  EXPECT_GT(taken, 11'000u);
  EXPECT_LT(taken, 12'500u);
  // A megabyte of one word has one shingle.
  EXPECT_EQ(SampleOf(std::vector<uint64_t>(500'000, 42), Simd::Best()).size(), 1u);
}

TEST(SampleRuns, AreSharedByTextsThatShareTheirSamples) {
  std::mt19937_64 rng(4);
  std::vector<uint32_t> samples(10'000);
  for (uint32_t& s : samples) s = static_cast<uint32_t>(rng());
  std::vector<uint32_t> runs;
  SampleRuns(samples, &runs);
  EXPECT_GT(runs.size(), 2'300u);  // one of four
  EXPECT_LT(runs.size(), 2'700u);
  // Of a part, those of the whole that lie in it; of other samples, none.
  std::vector<uint32_t> of_part, of_other;
  SampleRuns(std::span(samples).subspan(100, 3'000), &of_part);
  EXPECT_NE(std::ranges::search(runs, of_part).begin(), runs.end());
  EXPECT_GT(of_part.size(), 600u);
  std::ranges::reverse(samples);
  SampleRuns(samples, &of_other);
  std::ranges::sort(runs);
  EXPECT_TRUE(std::ranges::none_of(
      of_other, [&](uint32_t run) { return std::ranges::binary_search(runs, run); }));
  SampleRuns(std::span(samples).first(kRunSamples - 1), &(of_part = {}));
  EXPECT_TRUE(of_part.empty());
}

}  // namespace
}  // namespace nearcopy
