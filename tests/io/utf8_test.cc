#include "nearcopy/io/utf8.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>

namespace nearcopy {
namespace {

std::string Replaced(std::string_view text) {
  std::string out;
  AppendReplacingInvalidUtf8(text, &out);
  return out;
}

// U+FFFD.
#define R "\xef\xbf\xbd"

TEST(Utf8, ReplacesEachMaximalSubpartOnce) {
  EXPECT_EQ(Replaced("a\xc0\xaf"
                     "b"),
            "a" R R "b");                            // overlong
  EXPECT_EQ(Replaced("\xed\xa0\x80"), R R R);        // a surrogate
  EXPECT_EQ(Replaced("\xf4\x90\x80\x80"), R R R R);  // past 10FFFF
  EXPECT_EQ(Replaced("\xe2\x82"
                     "x"),
            R "x");                        // cut short
  EXPECT_EQ(Replaced("\xf0\x9f\x98"), R);  // cut by the end
  EXPECT_EQ(Replaced("\x80\xbf\xff"), R R R);
  // Unicode 15, table 3-8.
  EXPECT_EQ(Replaced("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64"),
            "a" R R R "b" R "c" R R "d");
  EXPECT_EQ(Replaced("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"), "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
}
#undef R

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FirstInvalidUtf8("\xc3\xa9t\xc3"), 3u);
  EXPECT_EQ(FirstInvalidUtf8("ok"), 2u);
  EXPECT_EQ(FirstInvalidUtf8(""), 0u);
}

TEST(Utf8, AgreesWithSimdjsonOnWhatIsValid) {
  std::mt19937 random(1);
  const std::string_view pieces[] = {"a",
                                     "\xc3\xa9",
                                     "\xe2\x82\xac",
                                     "\xf0\x9f\x98\x80",
                                     "\xed\x9f\xbf",
                                     "\xee\x80\x80",
                                     "\xf4\x8f\xbf\xbf"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto n = random() % 8; n > 0; --n) text += pieces[random() % std::size(pieces)];
    if (!text.empty() && random() % 2 == 0) text[random() % text.size()] ^= 1 << random() % 8;
    const bool valid = FirstInvalidUtf8(text) == text.size();
    ASSERT_EQ(valid, simdjson::validate_utf8(text.data(), text.size()));
    const std::string mended = Replaced(text);
    ASSERT_TRUE(simdjson::validate_utf8(mended.data(), mended.size()));
    ASSERT_EQ(valid, mended == text);
    ASSERT_LE(mended.size(), 3 * text.size());
  }
}

TEST(Utf8, EncodesEveryCodePoint) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    char bytes[4];
    const std::string_view out(bytes, static_cast<size_t>(WriteUtf8(c, bytes) - bytes));
    ASSERT_TRUE(simdjson::validate_utf8(out.data(), out.size())) << static_cast<uint32_t>(c);
    ASSERT_EQ(out.size(), c < 0x80 ? 1u : c < 0x800 ? 2u : c < 0x10000 ? 3u : 4u);
  }
}

}  // namespace
}  // namespace nearcopy
