#include "nearcopy/passage/paragraphs.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace nearcopy {
namespace {

std::vector<Paragraph> ParagraphsOf(std::string_view text) {
  std::vector<Paragraph> paragraphs;
  ParagraphReader reader(text);
  for (Paragraph p; reader.Next(&p);) paragraphs.push_back(p);
  return paragraphs;
}

std::vector<std::pair<uint32_t, std::string>> NumberedOf(std::string_view text) {
  std::vector<std::pair<uint32_t, std::string>> out;
  for (const Paragraph& p : ParagraphsOf(text)) out.emplace_back(p.number, p.text);
  return out;
}

using Numbered = std::vector<std::pair<uint32_t, std::string>>;

TEST(Paragraphs, LinesEndAtLfCrlfOrCr) {
  EXPECT_EQ(NumberedOf("one\ntwo\r\nthree\rfour"),
            (Numbered{{1, "one"}, {2, "two"}, {3, "three"}, {4, "four"}}));
  EXPECT_EQ(NumberedOf("one\r\n"), (Numbered{{1, "one"}}));
  EXPECT_EQ(NumberedOf("one\r"), (Numbered{{1, "one"}}));
  EXPECT_EQ(NumberedOf("one\n\rthree"), (Numbered{{1, "one"}, {3, "three"}}));
}

TEST(Paragraphs, BlankLinesCountButAreNone) {
  EXPECT_EQ(NumberedOf("\n\none\n \t\n\v\f\ntwo\n\n"), (Numbered{{3, "one"}, {6, "two"}}));
  EXPECT_EQ(NumberedOf(""), Numbered{});
  EXPECT_EQ(NumberedOf("\r\n\r\n"), Numbered{});
}

TEST(Paragraphs, UnicodesWhiteSpaceIsBlankAndNothingElse) {
  for (const char* space : {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2007", "\u200a", "\u2028",
                            "\u2029", "\u202f", "\u205f", "\u3000"}) {
    EXPECT_EQ(NumberedOf(std::string(space) + " " + space + "\nx"), (Numbered{{2, "x"}})) << space;
    EXPECT_EQ(Trimmed(std::string(space) + "x y" + space + "\t"), "x y");
  }
  // Zero width space, word joiner, byte order mark, information separator; parts of white space.
  for (const char* other : {"\u200b", "\u2060", "\ufeff", "\x1f", "\u00a1", "\u2010", "\u3001",
                            "\xe2\x80", "\x85", "\xa0"}) {
    EXPECT_EQ(NumberedOf(other), (Numbered{{1, other}})) << other;
    EXPECT_EQ(Trimmed(other), other);
  }
}

TEST(Paragraphs, SayWhereTheyStand) {
  const std::string text = "\n one \r\ntwo";
  const std::vector<Paragraph> paragraphs = ParagraphsOf(text);
  ASSERT_EQ(paragraphs.size(), 2u);
  EXPECT_EQ(paragraphs[0].begin, 1u);
  EXPECT_EQ(paragraphs[0].end(), 6u);
  EXPECT_EQ(paragraphs[0].next, 8u);
  EXPECT_EQ(paragraphs[1].begin, 8u);
  EXPECT_EQ(paragraphs[1].next, text.size());
  EXPECT_EQ(paragraphs[1].text.data(), text.data() + 8);
}

// The definition, a character at a time.
Numbered ByTheDefinition(const std::string& text) {
  Numbered paragraphs;
  std::string line;
  uint32_t number = 1;
  const auto end_line = [&] {
    if (line.find_first_not_of(" \t\v\f") != line.npos) paragraphs.emplace_back(number, line);
    line.clear();
    ++number;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const bool of_crlf = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
    if (of_crlf) continue;
    if (text[i] == '\n' || text[i] == '\r') {
      end_line();
    } else {
      line.push_back(text[i]);
    }
  }
  end_line();
  return paragraphs;
}

TEST(Paragraphs, EqualTheDefinition) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t n = random() % 20; n > 0; --n) text.push_back("\n\r a\tb"[random() % 6]);
    ASSERT_EQ(NumberedOf(text), ByTheDefinition(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace nearcopy
