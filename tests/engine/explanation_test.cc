#include "nearcopy/engine/explanation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace nearcopy {
namespace {

// Prose of invented words, in paragraphs.
std::string MadeText(size_t words, std::mt19937& rng) {
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    text += "w" + std::to_string(rng() % 1000) + (rng() % 12 == 0 ? ".\n" : " ");
  }
  return text;
}

Explanation Explained(const std::string& a, const std::string& b,
                      const ExplainSettings& settings = {}) {
  absl::StatusOr<Explanation> e = Explain(a, b, settings);
  EXPECT_TRUE(e.ok()) << e.status();
  return *std::move(e);
}

// Sets of five words, by splitting at what is no letter or digit.
std::set<std::string> ShinglesOf(const std::string& text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    if (c != ' ' && c != '.' && c != '\n') {
      words.back().push_back(c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  std::set<std::string> out;
  for (size_t i = 0; i + 5 <= words.size(); ++i) {
    std::string shingle;
    for (size_t j = i; j < i + 5; ++j) shingle += words[j] + " ";
    out.insert(shingle);
  }
  return out;
}

TEST(Explanation, FiguresAreThoseOfTheSets) {
  std::mt19937 rng(1);
  for (int n = 0; n < 100; ++n) {
    const std::string a = MadeText(rng() % 300, rng);
    const std::string b = a.substr(rng() % (a.size() / 2 + 1)) + MadeText(rng() % 100, rng) + a;
    const std::set<std::string> of_a = ShinglesOf(a), of_b = ShinglesOf(b);
    size_t both = 0;
    for (const std::string& shingle : of_a) both += of_b.count(shingle);
    const Explanation e = Explained(a, b);
    ASSERT_EQ(e.shared.a, of_a.size());
    ASSERT_EQ(e.shared.b, of_b.size());
    ASSERT_EQ(e.shared.both, both);
    const bool too_short = of_a.empty() || of_b.empty();
    ASSERT_EQ(e.sketch.has_value(), !too_short);
    const double similarity = e.shared.similarity();
    if (too_short) {
      ASSERT_EQ(e.verdict, Verdict::kNotCopies);
    } else if (similarity >= 0.7) {
      ASSERT_EQ(e.verdict, Verdict::kNear);
    } else {
      ASSERT_EQ(e.verdict, Verdict::kContained);  // A stands in B as a whole
    }
  }
}

TEST(Explanation, SaysWhy) {
  std::mt19937 rng(2);
  const std::string a = MadeText(100, rng), other = MadeText(100, rng);
  const auto reason = [](const std::string& x, const std::string& y) {
    return Explained(x, y).reason;
  };
  EXPECT_EQ(reason(a, a), "Exact copies: they are the same byte for byte, 100 words.");
  EXPECT_EQ(reason(a, "... " + a),
            "Exact copies: they have the same words in the same order, 100 words.");
  EXPECT_EQ(reason(a, a + " one more"), "Near copies: similarity 0.980 reaches the threshold 0.7.");
  EXPECT_EQ(reason(a, a + other),
            "A is contained in B: 1.000 of its shingles stand there, which reaches 0.9; similarity "
            "0.490 is under the threshold 0.7.");
  EXPECT_EQ(reason(a + other, a),
            "B is contained in A: 1.000 of its shingles stand there, which reaches 0.9; similarity "
            "0.490 is under the threshold 0.7.");
  EXPECT_EQ(reason(a, other),
            "Not copies: similarity 0.000 is under the threshold 0.7, and neither is contained in "
            "the other: 0.000 of A's shingles stand in B, and 0.000 of B's in A, where 0.9 is "
            "needed.");
  EXPECT_EQ(reason("", "one word"),
            "Not copies: A has no words, B has 2 words, fewer than 5, and such a text is a copy "
            "of nothing.");
  EXPECT_EQ(reason(a, "word"),
            "Not copies: B has 1 word, fewer than 5, and such a text is a copy of nothing.");
}

// With three decimals, 0.8235 would be more than the threshold.
TEST(Explanation, ShowsOnWhichSideOfTheThresholdAFigureIs) {
  std::string a, b;
  for (int i = 0; i < 10'000; ++i) {
    (i < 8235 ? a : b) += "w" + std::to_string(i) + " ";
  }
  ExplainSettings settings;
  settings.shingling.length = 1;
  const Explanation e = Explained(a + b, a, settings);
  ASSERT_EQ(e.shared.similarity(), 0.8235);
  settings.threshold = 0.8236;
  EXPECT_NE(Explained(a + b, a, settings).reason.find("similarity 0.8235 is under"),
            std::string::npos)
      << Explained(a + b, a, settings).reason;
}

TEST(Explanation, SketchFiguresAreThoseOfTheSketches) {
  std::mt19937 rng(3);
  const std::string a = MadeText(300, rng), b = a + MadeText(80, rng);
  for (const SketchKind kind : {SketchKind::kFastSimilarity, SketchKind::kMinHash}) {
    ExplainSettings settings;
    settings.shape.kind = kind;
    const Explanation e = Explained(a, b, settings);
    ASSERT_TRUE(e.sketch);
    EXPECT_EQ(e.sketch->bound, 70);
    EXPECT_EQ(e.sketch->bands, 32);
    EXPECT_EQ(e.sketch->rows, 4);
    EXPECT_EQ(e.sketch->estimate, e.sketch->agreement / 128.0);
    const double s = e.shared.similarity();
    EXPECT_DOUBLE_EQ(e.sketch->standard_error, std::sqrt(s * (1 - s) / 128));
    EXPECT_NEAR(e.sketch->estimate, s, 4 * e.sketch->standard_error);
    EXPECT_GT(e.sketch->shared_bands, 0);
    EXPECT_LE(e.sketch->shared_bands * 4, e.sketch->agreement);
    EXPECT_TRUE(e.sketch->candidate);
    EXPECT_GT(e.sketch->chance, 0.9995);
  }
  ExplainSettings settings;
  settings.shape = {SketchKind::kSimHash, 64};
  const Explanation same = Explained(a, "... " + a, settings);
  EXPECT_EQ(same.sketch->agreement, 0);
  EXPECT_EQ(same.sketch->estimate, 1);
  EXPECT_TRUE(same.sketch->candidate);
  const Explanation unlike = Explained(a, MadeText(300, rng), settings);
  EXPECT_GT(unlike.sketch->agreement, unlike.sketch->bound);
  EXPECT_FALSE(unlike.sketch->candidate);
}

// Of pairs at the threshold about as many are candidates as the chance says.
TEST(Explanation, ChanceIsThatOfSeeds) {
  std::mt19937 rng(4);
  const std::string a = MadeText(200, rng), b = a + MadeText(110, rng);
  ExplainSettings settings;
  settings.threshold = 0.7;
  double expected = 0;
  int candidates = 0;
  constexpr int kSeeds = 1000;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    settings.shingling.seed = static_cast<uint64_t>(seed);
    const Explanation e = Explained(a, b, settings);
    expected += e.sketch->chance;
    candidates += e.sketch->candidate;
  }
  EXPECT_GT(expected, 0.3 * kSeeds);
  EXPECT_LT(expected, 0.999 * kSeeds);
  EXPECT_NEAR(candidates, expected, 0.05 * kSeeds);
}

TEST(Explanation, SaysWhereStretchesStand) {
  const std::string block =
      "\"Nobody saw the boat come in,\" said the keeper of the light; it was there at dawn.";
  const std::string a = "\nHeading\n" + block + " And more.\nThe end of A\n";
  const std::string b = "Another beginning of B\r\nis here\r\n\r\n" + block + "\r\n";
  const Explanation e = Explained(a, b);
  ASSERT_EQ(e.stretches.size(), 1u);
  const MatchedStretch& s = e.stretches[0];
  EXPECT_EQ(s.words.length, 17u);
  EXPECT_FALSE(s.moved);
  EXPECT_EQ(a.substr(s.a.begin, s.a.end - s.a.begin), block.substr(1));  // from the first word
  EXPECT_EQ(b.substr(s.b.begin, s.b.end - s.b.begin), block.substr(1));
  EXPECT_EQ(s.a.first_paragraph, 3u);
  EXPECT_EQ(s.a.last_paragraph, 3u);
  EXPECT_EQ(s.b.first_paragraph, 4u);
}

TEST(Explanation, KnowsWhatMoved) {
  std::mt19937 rng(5);
  const std::string first = MadeText(200, rng), second = MadeText(50, rng);
  const Explanation e = Explained(first + second, second + first);
  ASSERT_EQ(e.stretches.size(), 2u);
  EXPECT_TRUE(e.stretches[0].moved);
  EXPECT_EQ(e.stretches[0].words.length, 50u);
  EXPECT_FALSE(e.stretches[1].moved);
  EXPECT_EQ(e.stretches[1].words.length, 200u);
}

TEST(Explanation, ANewParagraphIsNewAsAWhole) {
  const std::string a = "The first one is here.\nThe council met on Monday.\n";
  const std::string b =
      "The first one is here.\nThe council was not asked.\nThe council met on Monday.\n";
  EXPECT_EQ(Explained(a, b).alignment, (std::vector<CommonRun>{{0, 0, 5}, {5, 10, 5}}));
  EXPECT_EQ(Explained(b, a).alignment, (std::vector<CommonRun>{{0, 0, 5}, {10, 5, 5}}));
}

TEST(Explanation, OfUnreachableRecallIsAnError) {
  ExplainSettings settings;
  settings.shape.slots = 16;
  settings.threshold = 0.3;
  const std::string text = "one two three four five six";
  EXPECT_FALSE(Explain(text, text, settings).ok());
}

TEST(Explanation, OfBytesThatAreNoUtf8) {
  const std::string a = "one two three four five \xff\xfe six \xc3",
                    b = "one two three four five six";
  EXPECT_EQ(Explained(a, b).verdict, Verdict::kExact);
}

}  // namespace
}  // namespace nearcopy
