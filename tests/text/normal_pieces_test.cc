#include "nearcopy/text/normal_pieces.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "text/encoded.h"
#include "nearcopy/text/code_points.h"
#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

// What a piece has to be: the normal form with spaces for what is no word.
NormalPieces::Piece Expected(const std::string& text, std::string* form) {
  NormalPieces::Piece piece;
  std::vector<int32_t> points, scratch;
  NormalForm(text, &points, &scratch);
  for (int32_t c : points) {
    const size_t begin = form->size();
    if (IsWordCharacter(c)) {
      AppendUtf8(static_cast<uint32_t>(c), form);
    } else {
      *form += ' ';
    }
    if (form->size() > NormalPieces::kLongestForm) break;
    if (IsOwnWord(c)) {
      piece.own_begin |= uint32_t{1} << begin;
      piece.own_end |= uint32_t{1} << form->size();
    } else if (IsWordCharacter(c)) {
      for (size_t i = begin; i < form->size(); ++i) piece.run |= uint32_t{1} << i;
    }
  }
  return piece;
}

// Whether a piece is remembered or not, of whatever other pieces there were: many more than fit.
TEST(NormalPieces, AreTheNormalForm) {
  const std::vector<std::string> letters = {"e", "क", "ب", "ก", "か", "ﷺ", "½", " ", "한", "\xff"};
  const std::vector<std::string> marks = {"\u0301",
                                          "\u093c",
                                          "\u0651",
                                          "\u064e",
                                          "\u0e48",
                                          "\u0e38",
                                          "\u0e33",
                                          "\u3099",
                                          "\u200d",
                                          "\u11a8",
                                          std::string(1, '\0')};
  std::mt19937 rng(1);
  NormalPieces pieces;
  for (int n = 0; n < 20000; ++n) {
    std::string text = letters[rng() % letters.size()];
    for (size_t i = rng() % 4; i > 0; --i) text += marks[rng() % marks.size()];
    std::string form;
    const NormalPieces::Piece expected = Expected(text, &form);
    const NormalPieces::Piece* piece = pieces.Find(text);
    if (piece == nullptr) {
      ASSERT_TRUE(text.size() > sizeof(piece->text) || form.size() > NormalPieces::kLongestForm);
      continue;
    }
    ASSERT_EQ(std::string(piece->bytes, piece->size), form) << text;
    ASSERT_EQ(piece->run, expected.run) << text;
    ASSERT_EQ(piece->own_begin, expected.own_begin) << text;
    ASSERT_EQ(piece->own_end, expected.own_end) << text;
  }
}

TEST(NormalPieces, AreShort) {
  NormalPieces pieces;
  EXPECT_NE(pieces.Find("e\u0301"), nullptr);
  EXPECT_EQ(pieces.Find(""), nullptr);
  EXPECT_EQ(pieces.Find("a letter, and so on"), nullptr);
  EXPECT_EQ(pieces.Find("\ufdfa"), nullptr) << "three bytes, whose form has 33";
}

}  // namespace
}  // namespace nearcopy
