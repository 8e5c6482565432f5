#include "nearcopy/text/words.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace nearcopy
