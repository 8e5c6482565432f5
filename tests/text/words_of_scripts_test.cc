// Words of other scripts than Latin, and of those that mix.
#include <gtest/gtest.h>

#include <random>

#include "support/heap_bytes.h"
#include "text/encoded.h"
#include "text/general_words.h"

namespace nearcopy {
namespace {

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

TEST(Words, HanCharactersAreWordsOfTheirOwn) {
  Words w;
  AppendWords("Tokyo東京 U.S.", Simd::Best(), &w);
  EXPECT_EQ(List(w), (std::vector<std::string>{"tokyo", "東", "京", "u", "s"}));
}

// Marks of any script and class, one to four together, behind letters that do not mind them.
TEST(Words, MarksInDisorder) {
  const std::vector<std::string> letters = {"ب", "ж", "क", "ก", "東", "z"};
  const std::vector<std::string> marks = {"\u0651", "\u064e", "\u0650", "\u0670", "\u05b8",
                                          "\u0e38", "\u0e48", "\u094d", "\u0951", "\u3099",
                                          "\u0301", "\u0334", "\u0653"};
  std::mt19937 rng(6);
  for (int n = 0; n < 3000; ++n) {
    const std::string& letter = letters[rng() % letters.size()];
    std::string text;
    for (size_t i = rng() % 30; i > 0; --i) {
      for (size_t j = rng() % 9; j > 0; --j) text += letter;
      for (size_t j = 1 + rng() % 4; j > 0; --j) text += marks[rng() % marks.size()];
    }
    ASSERT_NO_FATAL_FAILURE(ExpectGeneralWords(text));
  }
}

// Every code point by itself, and beside what could change it: letters, marks before and after.
TEST(Words, EveryCodePoint) {
  const std::vector<std::string> beside = {"", "e", "\u0301", "\u0653", "क", "\u0327", "か", "한"};
  const Simd simd = Simd::Best();
  for (uint32_t c = 0x80; c < 0x110000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string one;
    AppendUtf8(c, &one);
    std::string text;
    for (const std::string& b : beside) text += b + one + b + " ";
    Words fast, general;
    AppendWords(text, simd, &fast);
    AppendWordsGeneral(text, &general);
    ASSERT_EQ(List(fast), List(general)) << std::hex << c;
  }
}

// Every code point of the first plane among letters that vector instructions know, and among marks.
TEST(Words, EveryCodePointInAStretch) {
  const std::vector<std::string> before = {"жЖ", "and more words", "東", "ب\u064e", "क", "e"};
  const std::vector<std::string> behind = {"ж", "'s words, and", "\u0301", "\u064d", "क\u094d"};
  constexpr uint32_t kTogether = 16;
  for (uint32_t first = 0x80; first < 0x10000; first += kTogether) {
    if (first >= 0xd800 && first < 0xe000) continue;
    std::string text;
    for (uint32_t c = first; c < first + kTogether; ++c) {
      text += before[(c + first / 256) % before.size()];
      AppendUtf8(c, &text);
      text += behind[c % behind.size()];
    }
    ASSERT_NO_FATAL_FAILURE(ExpectGeneralWords(text)) << std::hex << first;
  }
}

// A text may end anywhere, also within a character, and so may the blocks of a kernel.
TEST(Words, OfEveryLength) {
  const std::vector<std::string> texts = {
      "Съешь же ещё этих мягких французских булок, да выпей чаю. ЁЛКА — Їжак; Ґанок «ґ».",
      "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΟΔΟΣ ΆΛΦΑ, ένας «σκύλος» και τρεις γάτες.",
      "نصٌّ حكيمٌ لهُ سِرٌّ قاطِعٌ وذُو شَأنٍ عظيمٍ، ۱۲۳ مكتوبٌ على ثوبٍ أخضر.",
      "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का। पढ़ना, सड़क, फ़िल्म।",
      "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์ น้ำใจ ผู้ใหญ่ กุ่่ก",
      "다람쥐 헌 쳇바퀴에 타고파. 키스의 고유조건은 입술끼리, ABC 3개.",
      "いろはにほへと、ちりぬるを。カタカナ「ガギグゲゴ」ﾊﾝｶｸ　東京、3つ。",
      "視野無限廣，窗外有藍天；微風迎客，軟語伴茶。1998年，ＡＢＣ（甲）㍿",
      "Voix ambiguë d’un cœur qui, au zéphyr, préfère les jattes de kiwis — « ÉTÉ »…",
      "It’s “quoted” – and dashed — and so on… “Don’t,” he said; the ’90s\u2019\u0301 \u2017."};
  for (const std::string& text : texts) {
    const std::string twice = text + text;
    for (size_t n = 0; n <= twice.size(); ++n) {
      ASSERT_NO_FATAL_FAILURE(ExpectGeneralWords(twice.substr(0, n)));
      ASSERT_NO_FATAL_FAILURE(ExpectGeneralWords(twice.substr(n)));
    }
  }
}

// Texts of few different characters, so that whole blocks are of one script or of two that mix.
TEST(Words, OfMixedScripts) {
  const std::vector<std::string> parts = {"word ",
                                          "A",
                                          ", ",
                                          "ж",
                                          "Ж",
                                          "Ё",
                                          "ґ",
                                          "и\u0306",
                                          "σ",
                                          "ς",
                                          "Σ",
                                          "Ά",
                                          "é",
                                          "É",
                                          "ß",
                                          "ł",
                                          "א",
                                          "\u05b8",
                                          "ب",
                                          "\u0651",
                                          "\u064e",
                                          "\u0650",
                                          "\u0653",
                                          "،",
                                          "क",
                                          "\u093c",
                                          "\u094d",
                                          "ड़",
                                          "।",
                                          "ก",
                                          "\u0e38",
                                          "\u0e48",
                                          "ำ",
                                          "か",
                                          "\u3099",
                                          "ガ",
                                          "ー",
                                          "〇",
                                          "、",
                                          "ﾊ",
                                          "ﾟ",
                                          "Ａ",
                                          "東",
                                          "𠀋",
                                          "한",
                                          "\u11a8",
                                          "\u2019",
                                          "\u2014",
                                          "\u2026",
                                          "\u200d",
                                          "\u00a0",
                                          "😀",
                                          "Ⴀ",
                                          "Ꭰ",
                                          "\xc3",
                                          "\xe0\x90\xb6",
                                          "\xe0\x80\x80",
                                          "\xed\xa0\x80",
                                          "\xf0\x9f",
                                          "\xbf",
                                          "\xc0\x80"};
  std::mt19937 rng(4);
  for (int n = 0; n < 4000; ++n) {
    std::vector<std::string> few;
    for (size_t i = 1 + rng() % 6; i > 0; --i) few.push_back(parts[rng() % parts.size()]);
    std::string text;
    for (size_t length = rng() % 120; length > 0; --length) {
      const std::string& part = few[rng() % few.size()];
      for (size_t times = rng() % 4 == 0 ? rng() % 30 : 1; times > 0; --times) text += part;
    }
    ASSERT_NO_FATAL_FAILURE(ExpectGeneralWords(text));
  }
}

// Each such character stands for four words, and is a piece of its own: with what follows it in
// one piece, a record would take a hundred times its size and more.
TEST(Words, OfLongFormsTakeLittleMemory) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += "\ufdfa";
  for (Simd simd : {Simd::Best(), Simd::Scalar()}) {
    Words words;
    const HeapPeak heap;
    AppendWords(text, simd, &words);
    EXPECT_EQ(words.size(), 300'000u * 4 - 299'999u);
    EXPECT_LT(heap.bytes(), 60 * text.size()) << simd.name();
  }
}

}  // namespace
}  // namespace nearcopy
