#include "difference_view.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "text_flow.h"

namespace nearcopy::tool {
namespace {

std::string Shown(const std::string& a, const std::string& b, const DifferenceView& view) {
  return ShowDifference(a, b, Explain(a, b, {}).value(), view);
}

constexpr std::string_view kOld =
    "The council met on Monday and voted for the plan of the harbour.\n"
    "Nobody spoke against it, though some had said they would.\n\n"
    "A last paragraph, which only the old text has.";
constexpr std::string_view kNew =
    "Words before.\n"
    "The council met on Tuesday and voted for the plan of the harbour.\n"
    "Nobody spoke against it, though some had said they would.";

TEST(DifferenceView, Unified) {
  EXPECT_EQ(Shown(std::string(kOld), std::string(kNew), {.width = 60}),
            R"(  1  {+Words before.+}
1 2  The council met on [-Monday-] {+Tuesday+} and voted for
     the plan of the harbour.
2 3  Nobody spoke against it, though some had said they
     would.
4    [-A last paragraph, which only the old text has.-]
)");
}

TEST(DifferenceView, SideBySide) {
  EXPECT_EQ(Shown(std::string(kOld), std::string(kNew), {.side_by_side = true, .width = 79}),
            R"(                                       | 1 {+Words before.+}
1 The council met on [-Monday-] and    | 2 The council met on {+Tuesday+} and
  voted for the plan of the harbour.   |   voted for the plan of the harbour.
2 Nobody spoke against it, though some | 3 Nobody spoke against it, though some
  had said they would.                 |   had said they would.
4 [-A last paragraph, which only the   |
  old text has.-]                      |
)");
}

TEST(DifferenceView, LeavesEqualWordsOut) {
  const std::string a(kOld), b(kNew);
  EXPECT_EQ(Shown(a, b, {.width = 60, .context = 2}), R"(  1  {+Words before.+}
1 2  The council met on [-Monday-] {+Tuesday+} and voted
     ... 14 equal words ...
2 3  they would.
4    [-A last paragraph, which only the old text has.-]
)");
  // Where a line would say so, few words are shown.
  EXPECT_EQ(Shown(a, b, {.width = 60, .context = 8}).find("..."), std::string::npos);
  EXPECT_NE(Shown(a, b, {.width = 60, .context = 7}).find("... 4 equal words ..."),
            std::string::npos);
}

TEST(DifferenceView, OfEqualWordsIsNothing) {
  EXPECT_EQ(Shown("The same words", "the SAME\nwords!", {}), "");
  EXPECT_EQ(Shown("", "...", {}), "");
  EXPECT_EQ(Shown("", "two words", {}), "  1  {+two words+}\n");
  EXPECT_EQ(Shown("two words", "", {.side_by_side = true, .width = 40}), "1 [-two words-]    |\n");
}

TEST(DifferenceView, IsColoured) {
  EXPECT_EQ(Shown("a b c d one two", "a b c d one three", {.color = true, .context = 0}),
            "     \033[2m... 5 equal words ...\033[0m\n"
            "1    \033[31m[-two-]\033[0m\n"
            "  1  \033[32m{+three+}\033[0m\n");
}

// A text without what stands between some signs, and without the other signs.
std::string Without(std::string_view open, std::string_view close, std::string text) {
  for (size_t at = 0; (at = text.find(open)) != std::string::npos;) {
    text.erase(at, text.find(close, at) + close.size() - at);
  }
  std::erase_if(text,
                [](char c) { return std::string_view("[-]{+}").find(c) != std::string::npos; });
  return text;
}

// All words of each text are there, in their order, and no line is longer than the terminal.
TEST(DifferenceView, ShowsAllOfBoth) {
  std::mt19937 rng(1);
  for (int n = 0; n < 300; ++n) {
    std::string a, b, words_a, words_b;
    for (size_t i = rng() % 80; i > 0; --i) {
      const std::string word = "w" + std::to_string(rng() % 40);
      const std::string end = rng() % 9 == 0 ? "\n" : " ";
      const auto which = rng() % 8;
      if (which != 0) a += word + end, words_a += word;
      if (which != 1) b += word + end, words_b += word;
    }
    std::string shown = Shown(a, b, {.width = 50, .context = kAllContext});
    if (shown.empty()) continue;
    std::string joined;
    for (size_t at = 0; at < shown.size();) {
      const size_t end = shown.find('\n', at);
      ASSERT_LE(end - at, 50u);
      // Without the numbers of paragraphs.
      const size_t gutter = shown.find_first_not_of(" 0123456789", at);
      for (size_t i = gutter; i < end; ++i) {
        if (shown[i] != ' ') joined += shown[i];
      }
      at = end + 1;
    }
    ASSERT_EQ(Without("{+", "+}", joined), words_a) << shown;
    ASSERT_EQ(Without("[-", "-]", joined), words_b) << shown;
  }
}

}  // namespace
}  // namespace nearcopy::tool
