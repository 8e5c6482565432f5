// What the parser takes for JSON and what not.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

#include "parsed.h"

namespace nearcopy {
namespace {

TEST(Parser, FindsLoneSurrogatesInEveryString) {
  for (const char* half : {R"(\ud800)", R"(\udc00)", R"(\ude00\ud83d)"}) {
    const std::string text = half;
    Bad(R"({"id":"a","text":")" + text + "\"}", BadReason::kLoneSurrogate);
    Bad(R"({"id":"a","text":"b","title":")" + text + "\"}", BadReason::kLoneSurrogate);
    Bad(R"({"id":"a","text":"b",")" + text + "\":1}", BadReason::kLoneSurrogate);
    Bad(With("\"" + text + "\""), BadReason::kLoneSurrogate);
    Bad(With("[{\"x\":\"" + text + "\"}]"), BadReason::kLoneSurrogate);
    Bad(With("[{\"" + text + "\":0}]"), BadReason::kLoneSurrogate);
  }
  One(Parsed(With(R"("\ud83d\ude00")")));
}

TEST(Parser, RefusesWhatIsNoJson) {
  for (const char* value : {"NaN",
                            "Infinity",
                            "-Infinity",
                            "nul",
                            "nulls",
                            "True",
                            "tru",
                            "truex",
                            "01",
                            "1.",
                            ".5",
                            "-",
                            "+1",
                            "1e",
                            "0x1",
                            "1e999",
                            "-1e999",
                            "18446744073709551616",
                            "-9223372036854775809",
                            "'a'",
                            "[1,]",
                            "[,1]",
                            "[1 2]",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\":1,}",
                            "{,}",
                            "{1:2}",
                            "{\"a\" 1}",
                            "[1}",
                            "{\"a\":1]",
                            "",
                            "\"\\q\"",
                            "\"\\u12\"",
                            "\"a\"b",
                            "1\"b\"",
                            "\"a\" \"b\"",
                            "//x",
                            "]",
                            "[[]",
                            "{\"a\":{}",
                            "[{}",
                            "\"a\x01\"",
                            "\"a\tb\"",
                            "1\x01",
                            "undefined",
                            "[1]]",
                            "1}"}) {
    Bad(With(value), BadReason::kInvalidJson);
    if (*value != '\0') Bad(With("[0," + std::string(value) + "]"), BadReason::kInvalidJson);
  }
  Bad(With(std::string("\"a\0b\"", 5)), BadReason::kInvalidJson);
  const std::string good = R"({"id":"a","text":"b"})";
  for (const std::string& record :
       {good + "x", good + good, good + ",", good + "}", good + " null",
        good + std::string(1, '\0'), good.substr(0, 1), good.substr(0, 12),
        good.substr(0, good.size() - 1), std::string("plain text"), std::string("[1]"),
        std::string("5"), std::string("\"a\""), std::string("null"), std::string("}"),
        "\xef\xbb\xbf" + good, std::string(R"({"id":"a","text":"b)"), std::string("{\"a\":{}"),
        std::string("{\"a\":[{}]")}) {
    EXPECT_TRUE(Has(Bad(record, BadReason::kInvalidJson), "bad JSON: ")) << record;
  }
  EXPECT_TRUE(Has(Bad(With("NaN"), BadReason::kInvalidJson), "NaN"));
  EXPECT_TRUE(Has(Bad(With("1e999"), BadReason::kInvalidJson), "1e999"));
}

TEST(Parser, TakesNumbersUpTo64Bits) {
  for (const char* value :
       {"0", "-0", "18446744073709551615", "-9223372036854775808", "1e308", "1e-999", "0.1e+5",
        "123456789012345678901234.5", "true", "false", "null", "[]", "{}"}) {
    One(Parsed(With(value)));
    One(Parsed(With("[" + std::string(value) + " , {\"x\" : " + value + " } ]")));
  }
}

TEST(Parser, BoundsTheDepth) {
  auto nested = [](size_t levels, const char* open, const char* close) {
    std::string value;
    for (size_t i = 0; i < levels; ++i) value += open;
    value += "0";
    for (size_t i = 0; i < levels; ++i) value += close;
    return With(value);
  };
  One(Parsed(nested(127, "[", "]")));  // and the record itself
  One(Parsed(nested(127, "{\"a\":", "}")));
  for (size_t levels : {128, 2000, 100'000}) {
    Bad(nested(levels, "[", "]"), BadReason::kTooDeep);
    Bad(nested(levels, "{\"a\":", "}"), BadReason::kTooDeep);
  }
}

TEST(Parser, FindsKeysThatStandTwice) {
  EXPECT_TRUE(Has(Bad(R"({"id":"a","text":"b","id":"a"})", BadReason::kDuplicateKey), "\"id\""));
  Bad(R"({"id":"a","text":"b","x":1,"\u0078":2})", BadReason::kDuplicateKey);
  Bad(R"({"id":"a","text":"b","":1,"":2})", BadReason::kDuplicateKey);
  std::string many = R"({"id":"a","text":"b")";
  for (int i = 0; i < 20'000; ++i) many += ",\"k" + std::to_string(i) + "\":0";
  One(Parsed(many + "}"));
  Bad(many + ",\"k77\":0}", BadReason::kDuplicateKey);
  One(Parsed(With(R"({"x":1,"x":2})")));  // below the top they are nothing to us
}

// The DOM parser looks at everything, which makes it the judge of the walk over a record.
TEST(Parser, AgreesWithTheDomParser) {
  const std::string_view pieces[] = {
      "{",       "}",  "[",    "]",    ",",     ":",  "\"id\"", "\"text\"", "\"a\"",
      "\"\\n\"", "1",  "-2.5", "true", "null",  " ",  "\"x\"",  "tru",      "0",
      "\"",      "\\", "{}",   "[]",   "1e999", "\t", "\x01"};
  const std::string seeds[] = {R"({"id":"a","text":"b","c":[1,{"d":[]},"e\n"],"f":{"g":null}})",
                               R"({"id":7,"text":"","x":{},"y":[[],{}],"z":-0.5e3})",
                               R"({ "text" : "t" , "id" : "i" , "a" : [ true , false ] })"};
  std::mt19937 random(3);
  Parser parser({}, false);
  simdjson::dom::parser judge;
  int taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string record = seeds[random() % std::size(seeds)];
    for (auto edits = random() % 3 + 1; edits > 0; --edits) {
      const size_t at = random() % record.size(), size = random() % 3;
      record.replace(at, size, pieces[random() % std::size(pieces)]);
      if (record.empty()) record = "{";
    }
    DocumentBatch batch;
    batch.block.bytes = record + "\n" + seeds[0];
    parser.Parse(&batch);
    const bool valid = judge.parse(record).get_object().error() == simdjson::SUCCESS;
    bool walked = true;
    for (const BadRecord& bad : batch.bad) {
      if (bad.reason == BadReason::kInvalidJson) walked = false;
    }
    if (record.find_first_not_of(" \t\r") == record.npos) continue;
    ASSERT_EQ(walked, valid) << record << (batch.bad.empty() ? "" : batch.bad[0].message);
    taken += valid;
  }
  EXPECT_GT(taken, 10'000);
}

}  // namespace
}  // namespace nearcopy
