#include "nearcopy/text/normal_form.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "text/encoded.h"

namespace nearcopy {
namespace {

TEST(NormalForm, FoldsAndDropsIgnorable) {
  std::vector<int32_t> out, scratch;
  NormalForm("Na\xC2\xADti\xE2\x80\x8Bon \xEF\xBC\xA1\xC3\x9F", &out, &scratch);
  EXPECT_EQ(std::u32string(out.begin(), out.end()), U"nation ass");
}

TEST(NormalForm, SaysWhereItsPointsComeFrom) {
  std::vector<PlacedPoint> out, scratch;
  // A letter with a mark and something ignorable between; a ligature; marks that change places; a
  // byte that is not UTF-8; jamo that compose.
  PlacedNormalForm("e\u00ad\u0301\ufb01z\u0301\u0323\xff\u1100\u1161\u11a8", &out, &scratch);
  std::vector<std::array<uint32_t, 3>> points;
  for (const PlacedPoint& p : out) {
    points.push_back({static_cast<uint32_t>(p.point), p.begin, p.end});
  }
  EXPECT_EQ(points, (std::vector<std::array<uint32_t, 3>>{{0xe9, 0, 5},
                                                          {'f', 5, 8},
                                                          {'i', 5, 8},
                                                          {0x1e93, 8, 13},
                                                          {0x301, 9, 11},
                                                          {0xfffd, 13, 14},
                                                          {0xac01, 14, 23}}));
}

// Every code point by itself and among such that it may compose or change places with.
TEST(NormalForm, IsTheSameWithPlaces) {
  const std::string_view beside[] = {"", "e", "\u0301", "\u0323", "\u0653", "क", "か", "한"};
  std::vector<int32_t> out, scratch;
  std::vector<PlacedPoint> placed, placed_scratch;
  for (uint32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string text;
    for (std::string_view b : beside) {
      text += b;
      AppendUtf8(c, &text);
      text += b;
    }
    NormalForm(text, &out, &scratch);
    PlacedNormalForm(text, &placed, &placed_scratch);
    ASSERT_TRUE(std::equal(out.begin(), out.end(), placed.begin(), placed.end(),
                           [](int32_t a, const PlacedPoint& b) { return a == b.point; }))
        << std::hex << c;
  }
}

}  // namespace
}  // namespace nearcopy
