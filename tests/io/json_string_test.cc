#include "nearcopy/io/json_string.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>

namespace nearcopy {
namespace {

std::string Unescaped(std::string_view raw) {
  Bytes out;
  out.Reserve(raw.size());
  EXPECT_EQ(Unescape(raw, &out), EscapeError::kNone) << raw;
  return std::string(out);
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
    Bytes out;
    out.Reserve(raw.size());
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

// A string put among other JSON, with the padding behind it.
struct Taken {
  bool whole;
  std::string said;
  size_t size;
  bool ascii;
};

Taken Take(Simd simd, const std::string& json) {
  const std::string padded = json + std::string(kBlockPadding, '\n');
  Bytes out;
  out.Reserve(json.size());
  const TakenString taken = StringTaker(simd)(padded.data(), out.data());
  if (taken.end == nullptr) return {};
  const auto size = static_cast<size_t>(taken.end - padded.data());
  const auto said = static_cast<size_t>(taken.out_end - out.data());
  return {true, std::string(out.data(), said), size, taken.ascii};
}

TEST(TakeString, IsUnescapeUpToTheClosingQuote) {
  const std::string_view pieces[] = {"a",
                                     "\xc3\xa9",
                                     "\\n",
                                     "\\\"",
                                     "\\\\",
                                     "\\u0041",
                                     "\\u20ac",
                                     "\\ud83d",
                                     "\\ude00",
                                     "\\x",
                                     "\\u00",
                                     "\\udbff\\udfff",
                                     "words of a text, many of them",
                                     "and once more as many as one vector can hold, or more"};
  std::mt19937 random(2);
  size_t whole = 0, refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string raw;
    for (auto n = random() % 12; n > 0; --n) raw += pieces[random() % std::size(pieces)];
    Bytes expected;
    expected.Reserve(raw.size());
    const bool good = Unescape(raw, &expected) == EscapeError::kNone;
    ++(good ? whole : refused);
    for (Simd simd : Simd::All()) {
      if (simd == Simd::Scalar()) continue;
      const Taken taken = Take(simd, raw + "\", \"more\\n\": 1}");
      ASSERT_EQ(taken.whole, good) << simd.name() << " " << raw;
      if (!good) continue;
      ASSERT_EQ(taken.said, expected) << simd.name() << " " << raw;
      ASSERT_EQ(taken.size, raw.size());
      ASSERT_TRUE(!taken.ascii || raw.find('\xc3') == raw.npos);
      ASSERT_FALSE(Take(simd, raw).whole);  // not closed
    }
  }
  EXPECT_GT(whole, 1000u);
  EXPECT_GT(refused, 1000u);
}

// The bytes 0xee, 0xa2, 0xdc and 0xf5 are n, a quote, a backslash and u but for their top bits.
TEST(TakeString, TakesEscapesWhereverTheyStand) {
  const std::string_view pieces[] = {"\\n",       "\\\"",    "\\\\",    "\\\\\\n",    "\\\\\\\\",
                                     "\\\\u0041", "\\u00e9", "\\n\\t",  "\\u0041\\n", "\\\\\\u0041",
                                     "\\q",       "\\U0041", "\\\x1f",  "\\\xee",     "\\\xa2",
                                     "\\\xdc",    "\\\xf5",  "\\\\\\q", "\xc3\xa9"};
  for (Simd simd : Simd::All()) {
    if (simd == Simd::Scalar()) continue;
    for (size_t before = 0; before < 132; ++before) {
      for (size_t between : {0, 1, 31, 61, 62, 63, 64, 65, 130}) {
        for (std::string_view first : pieces) {
          for (std::string_view second : {std::string_view(), std::string_view("\\r"), first}) {
            std::string raw(before, 'x');
            raw.append(first).append(between, 'y').append(second).append("z");
            Bytes expected;
            expected.Reserve(raw.size());
            const bool good = Unescape(raw, &expected) == EscapeError::kNone;
            const Taken taken = Take(simd, raw + "\": 1}");
            ASSERT_EQ(taken.whole, good) << simd.name() << " " << raw;
            if (!good) continue;
            ASSERT_EQ(taken.said, expected) << simd.name() << " " << raw;
            ASSERT_EQ(taken.size, raw.size());
          }
        }
      }
    }
  }
}

TEST(TakeString, EndsAtControlCharacters) {
  for (Simd simd : Simd::All()) {
    if (simd == Simd::Scalar()) continue;
    for (size_t before : {0, 1, 31, 63, 64, 100}) {
      for (int c = 0; c < 256; ++c) {
        const std::string plain(before, 'x');
        const Taken taken = Take(simd, plain + static_cast<char>(c) + "y\"" + std::string(64, ' '));
        if (c == '"' || c == '\\') continue;
        ASSERT_EQ(taken.whole, c >= 0x20) << c;
        ASSERT_EQ(taken.ascii, c >= 0x20 && c < 0x80) << c;
      }
    }
  }
}

}  // namespace
}  // namespace nearcopy
