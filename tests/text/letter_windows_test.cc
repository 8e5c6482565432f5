#include "nearcopy/text/letter_windows.h"

#include <gtest/gtest.h>

#include <string>

#include "text/encoded.h"
#include "nearcopy/text/code_points.h"
#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

bool IsIn(const LetterWindow::Set& set, uint32_t c) { return (set[c % 256 / 8] >> c % 8 & 1) != 0; }

std::string Utf8(uint32_t c) {
  std::string out;
  AppendUtf8(c, &out);
  return out;
}

// What vector instructions copy or replace is what the normal form makes of it.
TEST(LetterWindow, KnowsFormsOfTheSameSize) {
  std::vector<int32_t> points, scratch;
  for (uint32_t c = 0x80; c < 0x10000; ++c) {
    const LetterWindow& window = LetterWindow::At(c / 256);
    if (!IsIn(window.known, c)) {
      ASSERT_FALSE(IsIn(window.word, c) || IsIn(window.mark, c) || IsIn(window.folded, c));
      continue;
    }
    NormalForm(Utf8(c), &points, &scratch);
    std::string form;
    for (int32_t point : points) {
      ASSERT_EQ(IsWordCharacter(point), IsIn(window.word, c)) << std::hex << c;
      AppendUtf8(static_cast<uint32_t>(point), &form);
    }
    if (!IsIn(window.word, c)) continue;
    ASSERT_EQ(IsOwnWord(points.front()), window.own_words) << std::hex << c;
    ASSERT_EQ(form != Utf8(c), IsIn(window.folded, c)) << std::hex << c;
    ASSERT_EQ(form.size(), Utf8(c).size()) << std::hex << c;
    if (IsIn(window.folded, c)) {
      ASSERT_EQ(form, std::string(window.forms[c % 256], form.size())) << std::hex << c;
    }
  }
}

// Else their texts would be as slow as the rarest.
TEST(LetterWindow, KnowsTheLettersOfNews) {
  for (const std::u32string_view letters :
       {U"àÉñöŁš", U"абвЖЯёЁїґ", U"αςΣάΈ", U"אבגש", U"بتثةىپچ\u0651\u064e", U"कखगािी\u094d।",
        U"กขค\u0e31\u0e34\u0e48\u0e38", U"あいガーン、。", U"“”‘’–—…"}) {
    for (char32_t c : letters) {
      EXPECT_TRUE(IsIn(LetterWindow::At(c / 256).known, c)) << Utf8(c);
    }
  }
}

}  // namespace
}  // namespace nearcopy
