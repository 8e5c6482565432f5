#include "nearcopy/io/json_string.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>

namespace nearcopy {
namespace {

std::string Unescaped(std::string_view raw) {
  std::string out;
  EXPECT_EQ(Unescape(raw, &out), EscapeError::kNone) << raw;
  return out;
}

TEST(Unescape, SaysWhatTheStringSays) {
  EXPECT_EQ(Unescaped("plain"), "plain");
  EXPECT_EQ(Unescaped(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(Unescaped(R"(\u00e9\u20AC)"), "\xc3\xa9\xe2\x82\xac");
  EXPECT_EQ(Unescaped(R"(\ud83d\ude00!)"), "\xf0\x9f\x98\x80!");
  EXPECT_EQ(Unescaped(R"(\u0000)"), std::string(1, '\0'));
}

TEST(Unescape, FindsLoneSurrogates) {
  for (const char* raw : {R"(\ud83d)", R"(\ude00)", R"(\ud83dx)", R"(\ud83d\n)", R"(\ud83d\ud83d)",
                          R"(\ude00\ud83d)", R"(a\uDC00)", R"(\ud83d\u0041)"}) {
    EXPECT_EQ(Unescape(raw, nullptr), EscapeError::kLoneSurrogate) << raw;
  }
}

TEST(Unescape, FindsBadEscapes) {
  for (const char* raw : {R"(\q)", R"(\u12)", R"(\u12g4)", R"(\u)", "\\", R"(\ud83d\u12)", R"(\'')",
                          R"(\U0041)", R"(\u+123)"}) {
    EXPECT_EQ(Unescape(raw, nullptr), EscapeError::kBadEscape) << raw;
  }
}

TEST(Unescape, AgreesWithSimdjson) {
  const std::string_view pieces[] = {"a",       "\xc3\xa9", "\\n",           "\\\"",    "\\\\",
                                     "\\u0041", "\\u20ac",  "\\ud83d",       "\\ude00", "\\x",
                                     "\\u00",   "\\u0000",  "\\udbff\\udfff"};
  std::mt19937 random(1);
  simdjson::dom::parser parser;
  for (int round = 0; round < 50000; ++round) {
    std::string raw;
    for (auto n = random() % 6; n > 0; --n) raw += pieces[random() % std::size(pieces)];
    std::string out;
    const EscapeError error = Unescape(raw, &out);
    std::string_view expected;
    const std::string quoted = "[\"" + raw + "\"]";
    const bool accepted = !parser.parse(quoted).at(0).get(expected);
    // simdjson takes some lone surrogates for characters.
    if (error == EscapeError::kLoneSurrogate) continue;
    ASSERT_EQ(error == EscapeError::kNone, accepted) << raw;
    if (accepted) {
      ASSERT_EQ(out, expected) << raw;
    }
    ASSERT_LE(out.size(), raw.size());
    ASSERT_EQ(Unescape(raw, nullptr), error);
  }
}

}  // namespace
}  // namespace nearcopy
