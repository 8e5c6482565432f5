#include "text_flow.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nearcopy::tool {
namespace {

using Strings = std::vector<std::string>;

Strings Flowed(const std::string& text, size_t width) {
  TextFlow flow(width);
  flow.Add(text, Style::kPlain);
  Strings out;
  for (const FlowLine& line : flow.Take()) {
    EXPECT_LE(line.columns, width);
    out.push_back(line.Print(false));
  }
  return out;
}

TEST(TextFlow, BreaksBetweenWords) {
  EXPECT_EQ(Flowed("one two  three\t\tfour", 9), (Strings{"one two", "three", "four"}));
  EXPECT_EQ(Flowed("one\n\r\ntwo\rthree ", 20), (Strings{"one", "two", "three"}));
  EXPECT_EQ(Flowed("abcdefghij kl", 4), (Strings{"abcd", "efgh", "ij", "kl"}));
  EXPECT_EQ(Flowed(" \n ", 4), (Strings{}));
}

TEST(TextFlow, MeasuresColumns) {
  EXPECT_EQ(Flowed("東京と大阪", 5), (Strings{"東京", "と大", "阪"}));
  EXPECT_EQ(Flowed("ab東京cd", 4), (Strings{"ab東", "京cd"}));
  EXPECT_EQ(Flowed("e\u0301e\u0301e\u0301 e\u0301", 5), (Strings{"e\u0301e\u0301e\u0301 e\u0301"}));
  EXPECT_EQ(Flowed("e\u0301e\u0301e\u0301", 2), (Strings{"e\u0301e\u0301", "e\u0301"}));
  EXPECT_EQ(Flowed("\u0301", 2), (Strings{"\u0301"}));
}

TEST(TextFlow, EscapesWhatATerminalObeys) {
  EXPECT_EQ(Flowed("a\033[31mb\x7f \u202e\xff", 80), (Strings{"a\\x1b[31mb\\x7f \\u202e\\xff"}));
  EXPECT_EQ(Flowed("ab\x01", 4), (Strings{"ab", "\\x01"}));
}

TEST(TextFlow, KeepsStylesAndLabels) {
  TextFlow flow(20);
  flow.SetLabel("1");
  flow.Add("plain ", Style::kPlain);
  flow.SetLabel("2");
  flow.Add("red red ", Style::kRemoved);
  flow.Add("green\n", Style::kAdded);
  flow.Add("faint", Style::kFaint);
  const std::vector<FlowLine> lines = flow.Take();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].label, "1");
  EXPECT_EQ(lines[1].label, "2");
  EXPECT_EQ(lines[0].Print(true, 22), "plain \033[31mred red\033[0m \033[32mgreen\033[0m   ");
  EXPECT_EQ(lines[0].Print(false, 22), "plain red red green   ");
  EXPECT_EQ(lines[1].Print(true), "\033[2mfaint\033[0m");
  EXPECT_TRUE(flow.Take().empty());
}

}  // namespace
}  // namespace nearcopy::tool
