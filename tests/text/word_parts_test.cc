#include "nearcopy/text/word_parts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace nearcopy {
namespace {

std::vector<WordPart> PartsOf(const std::string& text) {
  std::vector<WordPlace> places;
  PlacesOfWords(text, &places);
  return PartsOfWords(text, places);
}

std::vector<std::string> Shown(const std::string& text) {
  std::vector<std::string> out;
  for (const WordPart& p : PartsOf(text)) out.push_back(text.substr(p.begin, p.end - p.begin));
  return out;
}

TEST(WordParts, HaveThePunctuationOfTheirWord) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(Shown(" \"Don't,\" he said \u2014 (1.5) \"so\". "),
            (Strings{"\"Don'", "t,\"", "he", "said \u2014", "(1.", "5)", "\"so\"."}));
  EXPECT_EQ(Shown("End.\n\n\u2014 New\r\n* * *\rlast\n---\n"),
            (Strings{"End.", "\u2014 New", "* * *\rlast\n---"}));
  EXPECT_EQ(Shown("東京、大阪。\u3000「京」"), (Strings{"東", "京、", "大", "阪。", "「京」"}));
  EXPECT_EQ(Shown("㍿ \u00bd\u00a0a"), (Strings{"㍿", "", "", "", "\u00bd", "", "a"}));
  EXPECT_EQ(Shown(" ... "), (Strings{}));
}

TEST(WordParts, SayTheLineOfTheirWord) {
  std::vector<uint32_t> lines;
  for (const WordPart& p : PartsOf("\none two\r\nthree\r\rfour\n\r\n\u2014\nfive\r")) {
    lines.push_back(p.line);
  }
  EXPECT_EQ(lines, (std::vector<uint32_t>{2, 2, 3, 5, 8}));
}

// Whatever the text, parts ascend, and between them stands white space alone.
TEST(WordParts, LeaveNothingOut) {
  const std::vector<std::string> pieces = {"a",      "B",      " ", "\n", "\r",     "\r\n",   "\t",
                                           ".",      "\"",     "(", ")",  "\u2014", "\u00a0", "東",
                                           "\u0301", "\u0e38", "½", "ﷺ",  "\xff",   "\u3000", "、"};
  std::mt19937 rng(1);
  for (int n = 0; n < 20'000; ++n) {
    std::string text;
    for (size_t length = rng() % 30; length > 0; --length) text += pieces[rng() % pieces.size()];
    std::vector<WordPlace> places;
    PlacesOfWords(text, &places);
    const std::vector<WordPart> parts = PartsOfWords(text, places);
    ASSERT_EQ(parts.size(), places.size());
    if (parts.empty()) continue;
    std::string between;
    uint32_t end = 0, line = 0, covered = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
      ASSERT_GE(parts[i].begin, end) << text;
      ASSERT_GE(parts[i].end, parts[i].begin) << text;
      ASSERT_GE(parts[i].line, line);
      line = parts[i].line;
      between += text.substr(end, parts[i].begin - end);
      end = parts[i].end;
      ASSERT_TRUE(places[i].begin < covered || parts[i].begin <= places[i].begin) << text;
      covered = std::max(covered, places[i].end);
    }
    between += text.substr(end);
    for (const std::string space : {"\u00a0", "\u3000"}) {
      for (size_t at = 0; (at = between.find(space)) != std::string::npos;) {
        between.erase(at, space.size());
      }
    }
    ASSERT_EQ(between.find_first_not_of(" \n\r\t"), std::string::npos) << text << "|" << between;
  }
}

}  // namespace
}  // namespace nearcopy
