#include "nearcopy/text/word_places.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>

#include "nearcopy/io/utf8.h"
#include "nearcopy/text/normal_form.h"
#include "text/encoded.h"
#include "text/general_words.h"

namespace nearcopy {
namespace {

std::vector<std::string> WordsOf(const std::string& text) {
  Words words;
  AppendWordsGeneral(text, &words);
  return List(words);
}

std::vector<std::string> Standing(const std::string& text) {
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  std::vector<std::string> out;
  for (const WordPlace& p : places) out.push_back(text.substr(p.begin, p.end - p.begin));
  return out;
}

std::string Decomposed(const std::string& text) {
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> form(
      utf8proc_NFD(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str())), &std::free);
  return reinterpret_cast<const char*>(form.get());
}

// Whether the normal form of a text has a word in it, as it is or decomposed: not as a word, for
// beside it there may be marks of others, which compose if what stood between them is left out.
bool IsIn(const std::string& word, const std::string& text) {
  std::vector<int32_t> points, scratch;
  NormalForm(text, &points, &scratch);
  std::string form;
  for (int32_t c : points) AppendUtf8(static_cast<char32_t>(c), &form);
  return form.find(word) != std::string::npos ||
         Decomposed(form).find(Decomposed(word)) != std::string::npos;
}

// Bytes of the first character, one if it is not UTF-8.
size_t FirstCharacter(const std::string& text) {
  for (size_t n = 1; n <= 4 && n <= text.size(); ++n) {
    if (FirstInvalidUtf8(text.substr(0, n)) == n) return n;
  }
  return 1;
}

// The text with spaces for the characters that stand in no place, but for those that nobody sees.
std::string OnlyPlaces(const std::string& text, const std::vector<WordPlace>& places) {
  std::vector<bool> placed(text.size());
  for (const WordPlace& p : places) {
    std::fill(placed.begin() + p.begin, placed.begin() + p.end, true);
  }
  std::vector<int32_t> points, scratch;
  std::string out;
  for (size_t i = 0, n = 0; i < text.size(); i += n) {
    n = FirstCharacter(text.substr(i, 4));
    NormalForm(text.substr(i, n), &points, &scratch);
    out += placed[i] || points.empty() ? text.substr(i, n) : " ";
  }
  return out;
}

// Whether a place shares bytes with another one that is not the same.
bool Crossed(const std::vector<WordPlace>& places, size_t i) {
  return std::any_of(places.begin(), places.end(), [p = places[i]](const WordPlace& other) {
    return other != p && other.begin < p.end && p.begin < other.end;
  });
}

// Each place holds its word, and does not without its first character or its last, but where marks
// that are words change places with those of others; and what stands in no place does not matter.
void ExpectPlaces(const std::string& text) {
  const std::vector<std::string> words = WordsOf(text);
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  ASSERT_EQ(places.size(), words.size()) << text;
  for (size_t i = 0; i < words.size(); ++i) {
    const WordPlace p = places[i];
    ASSERT_LT(p.begin, p.end);
    ASSERT_LE(p.end, text.size());
    if (Crossed(places, i)) continue;
    const std::string standing = text.substr(p.begin, p.end - p.begin);
    ASSERT_TRUE(IsIn(words[i], standing)) << words[i] << " in " << standing << " of " << text;
    ASSERT_FALSE(IsIn(words[i], standing.substr(FirstCharacter(standing)))) << standing;
    size_t last = standing.size() - 1;
    while (last > 0 && (standing[last] & 0xc0) == 0x80) --last;
    ASSERT_FALSE(IsIn(words[i], standing.substr(0, last))) << standing;
  }
  ASSERT_EQ(WordsOf(OnlyPlaces(text, places)), words) << text;
}

TEST(WordPlaces, OfEveryKindOfCharacter) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(Standing("Don't, he SAID: 1,5!"), (Strings{"Don", "t", "he", "SAID", "1", "5"}));
  EXPECT_EQ(Standing("\u00adsoft\u00adhy\u200bphen\u00ad \u200b"),
            (Strings{"soft\u00adhy\u200bphen"}));
  EXPECT_EQ(Standing("Re\u0301sume\u0301, E\u0301"), (Strings{"Re\u0301sume\u0301", "E\u0301"}));
  EXPECT_EQ(Standing("東京\u200b、 か\u3099ﾊﾟ"), (Strings{"東", "京", "か\u3099", "ﾊﾟ"}));
  EXPECT_EQ(Standing("5㎡½3 ㍿"), (Strings{"5㎡½", "½3", "㍿", "㍿", "㍿", "㍿"}));
  EXPECT_EQ(Standing("oﬃce straßE"), (Strings{"oﬃce", "straßE"}));
  EXPECT_EQ(Standing("น้ำ"), (Strings{"น", "้", "ำ", "ำ"}));
  EXPECT_EQ(Standing(" \u0301a\xff\xe2\x80z"), (Strings{"\u0301a", "z"}));
  EXPECT_EQ(Standing("=\u0338b"), (Strings{"b"}));
  EXPECT_EQ(Standing("\u1100\u1161\u11a8 가\u11a8"), (Strings{"\u1100\u1161\u11a8", "가\u11a8"}));
  // Marks that are words change places with those of the letters before them.
  EXPECT_EQ(Standing("e\u0e38\u0301"), (Strings{"e\u0e38\u0301", "\u0e38"}));
  EXPECT_EQ(Standing("q\u0301\u0e38"), (Strings{"q", "\u0e38", "\u0301"}));
  EXPECT_EQ(Standing(""), (Strings{}));
}

TEST(WordPlaces, OfRandomText) {
  const std::vector<std::string> parts = {"e",
                                          "A",
                                          "z9",
                                          " ",
                                          ".",
                                          "\n",
                                          "'s, and",
                                          "\u0301",
                                          "\u0323",
                                          "\u0345",
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
                                          "\u0651",
                                          "ﷺ",
                                          "क",
                                          "\u093c",
                                          "\u094d",
                                          "का",
                                          "ก",
                                          "ำ",
                                          "\u0e38",
                                          "\u0e48",
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
                                          "㍿",
                                          "\xff",
                                          "\xe2\x80",
                                          "\xed\xa0\x80",
                                          "😀",
                                          "\u0f71\u0f72",
                                          "\U00011935\U00011930",
                                          "ᾳ"};
  std::mt19937 rng(7);
  for (int n = 0; n < 20'000; ++n) {
    std::vector<std::string> few = parts;
    std::shuffle(few.begin(), few.end(), rng);
    few.resize(1 + rng() % parts.size());
    std::string text;
    for (size_t length = rng() % 24; length > 0; --length) text += few[rng() % few.size()];
    ASSERT_NO_FATAL_FAILURE(ExpectPlaces(text));
  }
}

// Every code point, by itself and beside what could change it.
TEST(WordPlaces, OfEveryCodePoint) {
  const std::vector<std::string> beside = {"", "e", "\u0301", "\u0653", "क", "か", "한"};
  for (uint32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    if (c >= 0x3134b && c < 0xe0000) continue;  // unassigned
    if (c >= 0xe1000) continue;                 // for private use
    std::string one;
    AppendUtf8(c, &one);
    std::string text;
    for (const std::string& b : beside) text += b + one + b + " ";
    std::vector<WordPlace> places;
    PlacesOfWords(text, &places);
    const std::vector<std::string> words = WordsOf(text);
    ASSERT_EQ(places.size(), words.size()) << std::hex << c;
    ASSERT_NO_FATAL_FAILURE(ExpectPlaces("e" + one + "e " + one)) << std::hex << c;
  }
}

// Real prose: the example articles, each line as it stands.
TEST(WordPlaces, OfArticles) {
  size_t words = 0;
  for (const char* name : {"english-1", "world"}) {
    std::ifstream file(std::string(NEARCOPY_SOURCE_DIR "/examples/source/") + name + ".jsonl");
    for (std::string line; std::getline(file, line);) {
      std::vector<WordPlace> places;
      PlacesOfWords(line, &places);
      const std::vector<std::string> all = WordsOf(line);
      ASSERT_EQ(places.size(), all.size());
      for (size_t i = 0; i < all.size(); ++i) {
        const WordPlace p = places[i];
        ASSERT_TRUE(IsIn(all[i], line.substr(p.begin, p.end - p.begin))) << all[i];
        ASSERT_LE(places[i == 0 ? 0 : i - 1].begin, p.begin);
      }
      words += all.size();
    }
  }
  EXPECT_GT(words, 10'000u);
}

// A piece as long as the text, whose marks change places, is sorted and not gone through again.
TEST(WordPlaces, OfOneLongPiece) {
  std::string text = "e";
  constexpr uint32_t kMarks = 300'000;
  for (uint32_t i = 0; i < kMarks; ++i) text += i % 2 == 0 ? "\u0301" : "\u0e38";
  text += "e \u00ad";
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  // The first mark composes, those that are words come next, the others and the letter are one.
  ASSERT_EQ(places.size(), kMarks / 2 + 2);
  EXPECT_EQ(places.front(), (WordPlace{0, 3}));
  EXPECT_EQ(places[1], (WordPlace{3, 6}));
  EXPECT_EQ(places.back(), (WordPlace{6, 1 + kMarks / 2 * 5 + 1}));
}

}  // namespace
}  // namespace nearcopy
