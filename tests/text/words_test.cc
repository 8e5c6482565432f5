#include "nearcopy/text/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "nearcopy/io/utf8.h"

namespace nearcopy {
namespace {

std::vector<std::string> List(const Words& w) {
  std::vector<std::string> out;
  for (size_t i = 0; i < w.size(); ++i) out.emplace_back(w.Word(i));
  return out;
}

// The words of a text are those of its normal form, whatever the instruction set.
void ExpectGeneralWords(const std::string& text) {
  static const std::vector<Simd> all = Simd::All();
  Words general;
  AppendWordsGeneral(text, &general);
  for (Simd simd : all) {
    Words fast;
    AppendWords(text, simd, &fast);
    ASSERT_EQ(List(fast), List(general)) << simd.name() << ": " << text;
  }
}

TEST(Words, HanCharactersAreWordsOfTheirOwn) {
  Words w;
  AppendWords("Tokyo東京 U.S.", Simd::Best(), &w);
  EXPECT_EQ(List(w), (std::vector<std::string>{"tokyo", "東", "京", "u", "s"}));
}

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

// Every code point by itself, and beside what could change it: letters, marks before and after.
TEST(Words, EveryCodePoint) {
  const std::vector<std::string> beside = {"", "e", "\u0301", "\u0653", "क", "\u0327", "か", "한"};
  const Simd simd = Simd::Best();
  for (uint32_t c = 0x80; c < 0x110000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    char bytes[4];
    const std::string one(bytes, WriteUtf8(c, bytes));
    std::string text;
    for (const std::string& b : beside) text += b + one + b + " ";
    Words fast, general;
    AppendWords(text, simd, &fast);
    AppendWordsGeneral(text, &general);
    ASSERT_EQ(List(fast), List(general)) << std::hex << c;
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
    AppendWords(c.text, Simd::Best(), &words);
    EXPECT_EQ(List(words), c.words) << c.text;
  }
}

}  // namespace
}  // namespace nearcopy
