#include "nearcopy/match/stretches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace nearcopy {
namespace {

using Text = std::vector<uint64_t>;

// The definition: from the first word that begins a stretch, the longest.
std::vector<CommonRun> Plain(const Text& a, const Text& b, size_t least) {
  std::vector<CommonRun> out;
  for (uint32_t j = 0; j < b.size();) {
    uint32_t longest = 0;
    for (uint32_t i = 0; i < a.size(); ++i) {
      uint32_t n = 0;
      while (i + n < a.size() && j + n < b.size() && a[i + n] == b[j + n]) ++n;
      longest = std::max(longest, n);
    }
    if (longest >= least) out.push_back({0, j, longest});
    j += longest >= least ? longest : 1;
  }
  return out;
}

void ExpectStretches(const Text& a, const Text& b, size_t least) {
  const std::vector<CommonRun> stretches = MatchedStretches(a, b, least, Align(a, b));
  std::vector<CommonRun> places;
  for (const CommonRun& run : stretches) {
    ASSERT_LE(run.a + run.length, a.size());
    ASSERT_TRUE(std::equal(a.begin() + run.a, a.begin() + run.a + run.length, b.begin() + run.b));
    places.push_back({0, run.b, run.length});
  }
  ASSERT_EQ(places, Plain(a, b, least));
}

// Of pieces that stand here and there, some of them too short, some twice.
TEST(Stretches, AreFoundWhereverTheyStand) {
  std::mt19937_64 rng(1);
  for (int n = 0; n < 500; ++n) {
    std::vector<Text> pieces(8);
    for (Text& piece : pieces) {
      piece.resize(1 + rng() % 30);
      for (uint64_t& word : piece) word = rng() % 50;
    }
    Text a, b;
    for (Text* text : {&a, &b}) {
      for (size_t count = rng() % 8; count > 0; --count) {
        const Text& piece = pieces[rng() % pieces.size()];
        text->insert(text->end(), piece.begin(), piece.end());
        if (rng() % 2 == 0) text->push_back(rng());
      }
    }
    ASSERT_NO_FATAL_FAILURE(ExpectStretches(a, b, 12));
  }
}

TEST(Stretches, OfPartsThatChangedPlaces) {
  Text a(60), b;
  for (size_t i = 0; i < a.size(); ++i) a[i] = i + 1;
  b.insert(b.end(), a.begin() + 30, a.end());
  b.insert(b.end(), a.begin(), a.begin() + 20);
  b.insert(b.end(), a.begin() + 20, a.begin() + 25);  // goes on, so no stretch of its own
  EXPECT_EQ(MatchedStretches(a, b, 12, Align(a, b)),
            (std::vector<CommonRun>{{30, 0, 30}, {0, 30, 25}}));
}

// Of two places that are as good, that of the alignment; also where it is not among the first.
TEST(Stretches, StandWhereTheAlignmentHasThem) {
  Text block(20), a, b;
  for (size_t i = 0; i < block.size(); ++i) block[i] = i + 1;
  for (uint64_t n = 0; n < 2 * kMostPlaces; ++n) {
    a.push_back(1000 + n);
    a.insert(a.end(), block.begin(), block.end());
  }
  b = {999 + 2 * kMostPlaces};
  b.insert(b.end(), block.begin(), block.end());
  const std::vector<CommonRun> stretches = MatchedStretches(a, b, 12, Align(a, b));
  ASSERT_EQ(stretches.size(), 1u);
  EXPECT_EQ(stretches[0], (CommonRun{static_cast<uint32_t>(a.size()) - 21, 0, 21}));
}

// What takes the square of its words never ends here.
TEST(Stretches, OfMegabytesOfOneWord) {
  constexpr uint32_t kMany = 200'000;
  const Text one(kMany, 7);
  Text marked = one;
  for (size_t i = 50; i < kMany; i += 50) marked[i] = i;
  EXPECT_EQ(MatchedStretches(one, one, 12, Align(one, one)),
            (std::vector<CommonRun>{{0, 0, kMany}}));
  EXPECT_EQ(MatchedStretches(one, marked, 12, Align(one, marked)).size(), kMany / 50);
  EXPECT_TRUE(MatchedStretches(one, Text(kMany, 8), 12, {}).empty());
  EXPECT_TRUE(MatchedStretches(one, Text(11, 7), 12, {}).empty());
}

}  // namespace
}  // namespace nearcopy
