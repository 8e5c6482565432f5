#include "nearcopy/text/words.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace nearcopy {
namespace {

std::vector<std::string> List(const Words& w) {
  std::vector<std::string> out;
  for (size_t i = 0; i < w.size(); ++i) out.emplace_back(w.Word(i));
  return out;
}

TEST(Words, HanCharactersAreWordsOfTheirOwn) {
  Words w;
  AppendWords("Tokyo東京 U.S.", &w);
  EXPECT_EQ(List(w), (std::vector<std::string>{"tokyo", "東", "京", "u", "s"}));
}

TEST(Words, AsciiPathEqualsTheGeneralOne) {
  std::mt19937 rng(1);
  for (int n = 0; n < 2000; ++n) {
    std::string text(rng() % 90, ' ');
    for (char& c : text) c = static_cast<char>(rng() % 128);
    Words fast, general;
    AppendWords(text, &fast);
    AppendWordsGeneral(text, &general);
    ASSERT_EQ(List(fast), List(general)) << text;
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
    Words pieces, whole;
    AppendWords(text, &pieces);
    AppendWordsGeneral(text, &whole);
    ASSERT_EQ(List(pieces), List(whole)) << text;
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
      for (const std::string& text : {line, ascii}) {
        Words fast, general;
        AppendWords(text, &fast);
        AppendWordsGeneral(text, &general);
        ASSERT_EQ(List(fast), List(general)) << text;
      }
    }
  }
  EXPECT_GT(lines, 100u);
}

TEST(Words, EveryScript) {
  struct Case {
    const char* text;
    std::vector<std::string> words;
  };
  const Case cases[] = {
      {"L\u2019\u00c9TAT, na\u00efve \ufb01ancé", {"l", "état", "naïve", "fiancé"}},
      {"Straße STRASSE", {"strasse", "strasse"}},
      {"Паром «Светлана»", {"паром", "светлана"}},
      {"ΟΔΟΣ οδός", {"οδοσ", "οδόσ"}},
      {"مَدْرَسَةٌ كتاب", {"مَدْرَسَةٌ", "كتاب"}},
      {"सोनपहाड़ी की नाव", {"सोनपहाड़ी", "की", "नाव"}},
      {"은솔군 갯마을", {"은솔군", "갯마을"}},
      {"夜航，3号", {"夜", "航", "3", "号"}},
      {"カナ ｶﾅ", {"カ", "ナ", "カ", "ナ"}},
      {"ข้าม 7", {"ข", "\u0e49", "า", "ม", "7"}},
      {"soft\u00adhyphen zero\u200bwidth", {"softhyphen", "zerowidth"}},
      {"5½ ², ①", {"51", "2", "2", "1"}},
  };
  for (const Case& c : cases) {
    Words words;
    AppendWords(c.text, &words);
    EXPECT_EQ(List(words), c.words) << c.text;
  }
}

}  // namespace
}  // namespace nearcopy
