#include "nearcopy/text/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "text/general_words.h"

namespace nearcopy {
namespace {

// Dense and thin, up to several blocks of a kernel.
TEST(Words, AsciiPathEqualsTheGeneralOne) {
  std::mt19937 rng(1);
  for (int n = 0; n < 3000; ++n) {
    std::string text(rng() % 300, ' ');
    const unsigned gap = 1 + rng() % 9;
    for (char& c : text) {
      c = static_cast<char>(rng() % gap == 0 ? rng() % 128 : "aZ9 "[n % 4]);
    }
    ExpectGeneralWords(text);
  }
}

// Quotes and dashes go with ASCII; their neighbours, of which some are ignored or have a mark, and
// what is cut off do not.
TEST(Words, PunctuationAmongAscii) {
  std::mt19937 rng(5);
  for (int n = 0; n < 6000; ++n) {
    std::string text;
    for (size_t i = rng() % 12; i > 0; --i) {
      text += std::string("That's it: 1,234 words and so on").substr(rng() % 24);
      const std::string after = {'\xe2', '\x80', static_cast<char>(0x80 + rng() % 64)};
      text += rng() % 9 == 0 ? after.substr(0, rng() % 3) : after;
      if (rng() % 9 == 0) text += "\u0301";
    }
    ASSERT_NO_FATAL_FAILURE(
        ExpectGeneralWords(text.substr(0, text.size() - std::min<size_t>(text.size(), rng() % 3))));
  }
}

// A batch keeps its buffers, and what is left in them must not show.
TEST(Words, OfABatchAreThoseOfEachText) {
  std::mt19937 rng(3);
  std::vector<std::string> texts;
  for (int n = 0; n < 50; ++n) {
    std::string& text = texts.emplace_back(rng() % 200, ' ');
    for (char& c : text) c = static_cast<char>(rng() % 128);
    if (n % 3 == 0) text += "é東ﷺ\u0301";
  }
  Words batch;
  for (int round = 0; round < 3; ++round) {
    batch.Clear();
    for (const std::string& text : texts) AppendWords(text, Simd::Best(), &batch);
    ASSERT_EQ(batch.documents(), texts.size());
    for (size_t d = 0; d < texts.size(); ++d) {
      Words alone;
      AppendWordsGeneral(texts[d], &alone);
      ASSERT_EQ(batch.first_word(d + 1) - batch.first_word(d), alone.size());
      for (size_t i = 0; i < alone.size(); ++i) {
        ASSERT_EQ(batch.Word(batch.first_word(d) + i), alone.Word(i));
      }
    }
    std::shuffle(texts.begin(), texts.end(), rng);
  }
}

// Whatever stands beside ASCII, and wherever a long stretch is cut: marks that compose with what is
// before them, or are put in order, jamo, ignorable characters, ligatures, bytes that are no UTF-8.
TEST(Words, PiecesEqualTheWhole) {
  const std::vector<std::string> parts = {"e",
                                          "A",
                                          "z9",
                                          " ",
                                          ".",
                                          "\n",
                                          "\u0301",
                                          "\u0323",
                                          "\u00ad",
                                          "\u200d",
                                          "\ufe0f",
                                          "é",
                                          "ß",
                                          "ﬁ",
                                          "Σ",
                                          "ς",
                                          "İ",
                                          "ж",
                                          "й",
                                          "и\u0306",
                                          "ب",
                                          "\u064e",
                                          "ﷺ",
                                          "क",
                                          "\u093c",
                                          "का",
                                          "ก",
                                          "ำ",
                                          "東",
                                          "カ",
                                          "か\u3099",
                                          "ﾊﾟ",
                                          "한",
                                          "\u1100",
                                          "\u1161",
                                          "\u11a8",
                                          "가\u11a8",
                                          "½",
                                          "①",
                                          "\xff",
                                          "\xe2\x80",
                                          "😀",
                                          "\u0f71\u0f72",
                                          "\U00011935\U00011930"};
  std::mt19937 rng(2);
  for (int n = 0; n < 3000; ++n) {
    std::string text;
    // Now and then no ASCII at all for longer than a piece is.
    const bool is_long = n % 100 == 0;
    const size_t first = is_long ? 6 : 0;
    for (size_t length = is_long ? 9000 : rng() % 40; length > 0; --length) {
      text += parts[first + rng() % (parts.size() - first)];
    }
    ExpectGeneralWords(text);
  }
}

// Real prose: the example articles, each line as it stands and without what is not ASCII.
TEST(Words, AsciiPathEqualsTheGeneralOneOnArticles) {
  size_t lines = 0;
  for (const char* name : {"english-1", "english-2", "english-3", "world"}) {
    std::ifstream file(std::string(NEARCOPY_SOURCE_DIR "/examples/source/") + name + ".jsonl");
    for (std::string line; std::getline(file, line); ++lines) {
      std::string ascii;
      for (char c : line) {
        if (static_cast<signed char>(c) >= 0) ascii.push_back(c);
      }
      ExpectGeneralWords(line);
      ExpectGeneralWords(ascii);
    }
  }
  EXPECT_GT(lines, 100u);
}

}  // namespace
}  // namespace nearcopy
