#include "nearcopy/io/escape.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "nearcopy/io/json_writer.h"

namespace nearcopy {
namespace {

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

TEST(Escape, JsonStringsKeepTextAndEscapeControls) {
  EXPECT_EQ(Json("naïve 東京 😀"), "\"naïve 東京 😀\"");
  EXPECT_EQ(Json("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
  EXPECT_EQ(Json(std::string_view("\0\x1b\x7f", 3)), R"("\u0000\u001b\u007f")");
  EXPECT_EQ(Json("\u009b\u00a0"), "\"\\u009b\u00a0\"");
}

TEST(Escape, TsvFieldsCanBeCutAtTabs) {
  std::string out;
  AppendTsvField("a\tb\nc\\d\re", &out);
  EXPECT_EQ(out, "a\\tb\\nc\\\\d\re");
}

TEST(Escape, SimilaritiesHaveSixDecimals) {
  std::string out;
  for (double s : {1.0, 0.7, 2.0 / 3}) {
    AppendSimilarity(s, &out);
    out.push_back(' ');
  }
  EXPECT_EQ(out, "1.000000 0.700000 0.666667 ");
}

TEST(Escape, SimilaritiesAreRoundedAsTheirExactValueSays) {
  std::mt19937_64 random(1);
  std::vector<double> some = {0.0, -0.0, 1e-7, 5e-7, 0.9999994, 0.9999995, 0.99999951, 1.5, 1e9};
  for (double a = 0; a <= 300; ++a) {
    for (double b : {3.0, 7.0, 128.0, 300.0, 15625.0}) some.push_back(a / b);
  }
  for (int i = 0; i < 20000; ++i) {
    some.push_back(std::ldexp(static_cast<double>(random() >> 11), -53));
    // The middle of two that could be shown, and its neighbours.
    const double middle = (static_cast<double>(random() % 1000000) + 0.5) / 1e6;
    some.insert(some.end(), {middle, std::nextafter(middle, 0), std::nextafter(middle, 1)});
  }
  for (double s : some) {
    std::string out;
    AppendSimilarity(s, &out);
    char expected[32];
    std::snprintf(expected, sizeof(expected), "%.6f", s);
    ASSERT_EQ(out, expected);
  }
}

TEST(Escape, CountsHaveTheirThousandsApart) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(1234567), "1,234,567");
}

TEST(Escape, TimesAreUtc) {
  EXPECT_EQ(FormatTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(1770091445), "2026-02-03T04:04:05Z");
  EXPECT_EQ(FormatTime(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(FormatTime(-62135596800), "0001-01-01T00:00:00Z");
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("a").Value(1).Key("b").BeginArray().Value("x").Null().Value(true);
  json.BeginObject().EndObject().EndArray().Key("c").Value(0.5).Key("d").SixDecimals(0.5);
  json.Key("e").ValueOrNull("").EndObject();
  EXPECT_EQ(out, R"({"a":1,"b":["x",null,true,{}],"c":0.5,"d":0.500000,"e":null})");
}

TEST(JsonWriter, IndentsTwoLevels) {
  std::string out;
  JsonWriter json(&out, true);
  json.BeginObject().Key("a").BeginObject().Key("b").BeginArray().Value(1).Value(2).EndArray();
  json.EndObject().Key("c").BeginObject().EndObject().EndObject();
  EXPECT_EQ(out, "{\n  \"a\": {\n    \"b\": [1, 2]\n  },\n  \"c\": {}\n}");
}

}  // namespace
}  // namespace nearcopy
