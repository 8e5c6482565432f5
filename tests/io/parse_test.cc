#include "nearcopy/io/parse.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>

namespace nearcopy {
namespace {

DocumentBatch Parsed(std::string_view bytes, const Fields& fields = {}, bool replace = false) {
  DocumentBatch batch;
  batch.block.place = {0, 1, 0};
  batch.block.bytes = bytes;
  Parser(fields, replace).Parse(&batch);
  return batch;
}

// The document of a block of one record.
Document One(const DocumentBatch& batch) {
  for (const BadRecord& bad : batch.bad) ADD_FAILURE() << Name(bad.reason) << ": " << bad.message;
  EXPECT_EQ(batch.documents.size(), 1u);
  return batch.documents.empty() ? Document{} : batch.documents[0];
}

// What is wrong with one record, put among good ones: its message.
std::string Bad(const std::string& record, BadReason reason, const Fields& fields = {}) {
  const std::string good = R"({"id":"x","text":"y"})";
  const DocumentBatch batch = Parsed(good + "\n" + record + "\n" + good, fields);
  EXPECT_EQ(batch.documents.size(), fields.id == "id" ? 2u : 0u) << record;
  for (const BadRecord& bad : batch.bad) {
    if (bad.place.line != 2) continue;
    EXPECT_EQ(Name(bad.reason), Name(reason)) << record << ": " << bad.message;
    EXPECT_EQ(bad.raw, record + "\n");
    EXPECT_EQ(bad.place.byte, good.size() + 1);
    return bad.message;
  }
  ADD_FAILURE() << "taken: " << record;
  return "";
}

bool Has(const std::string& message, std::string_view part) {
  return message.find(part) != message.npos;
}

// A record with this value, as it stands, in a field that is not wanted.
std::string With(const std::string& value) {
  return R"({"id":"a","text":"b","extra":)" + value + "}";
}

TEST(Parser, ReadsAllFields) {
  Fields fields;
  fields.across = "outlet";
  fields.block = "topic";
  const DocumentBatch batch = Parsed(
      R"({"id":"a","text":"one two","title":"T","feed":"f","url":"http://x/","published":"2026-02-03",)"
      R"("lang":"de","outlet":"o","topic":7,"more":[1,{"x":null}]})",
      fields);
  const Document d = One(batch);
  EXPECT_EQ(d.id, "a");
  EXPECT_EQ(d.text, "one two");
  EXPECT_EQ(d.title, "T");
  EXPECT_EQ(d.feed, "f");
  EXPECT_EQ(d.url, "http://x/");
  EXPECT_EQ(d.published, "2026-02-03");
  EXPECT_EQ(d.lang, "de");
  EXPECT_EQ(d.across, "o");
  EXPECT_EQ(d.block, "7");
  EXPECT_FALSE(d.replaced);
}

TEST(Parser, LeavesMissingAndNullOptionalFieldsEmpty) {
  const DocumentBatch batch = Parsed(R"({"id":"a","text":"b","feed":null})");
  EXPECT_EQ(One(batch).feed, "");
  EXPECT_EQ(One(batch).title, "");
}

TEST(Parser, TellsPlaces) {
  const std::string record = R"({"id":"a","text":"b"})";
  DocumentBatch batch;
  batch.block.place = {5, 10, 1000};
  batch.block.bytes = record + "\n\n \t\r\n" + record + "\r\n" + record;
  Parser({}, false).Parse(&batch);
  ASSERT_EQ(batch.documents.size(), 3u);
  EXPECT_TRUE(batch.bad.empty());
  const uint64_t lines[] = {10, 13, 14}, bytes[] = {1000, 1027, 1050};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(batch.documents[i].place.input, 5u);
    EXPECT_EQ(batch.documents[i].place.line, lines[i]);
    EXPECT_EQ(batch.documents[i].place.byte, bytes[i]);
  }
}

TEST(Parser, TakesALoneCarriageReturnForWhiteSpace) {
  const DocumentBatch batch = Parsed("{\"id\":\"a\",\r\"text\":\"b\"}\r\r\n");
  EXPECT_EQ(One(batch).text, "b");
}

TEST(Parser, UnescapesStrings) {
  const DocumentBatch batch =
      Parsed(R"({"\u0069d":"\u0061","text":"a\n\"\ud83d\ude00\" \u0000 end","title":"t\u00e9"})");
  const Document d = One(batch);
  EXPECT_EQ(d.id, "a");
  EXPECT_EQ(d.text, std::string_view("a\n\"\xf0\x9f\x98\x80\" \0 end", 14));
  EXPECT_EQ(d.title, "t\xc3\xa9");
}

TEST(Parser, JoinsTextFieldsInTheGivenOrder) {
  Fields fields;
  fields.text = {"title", "body", "title"};
  const DocumentBatch batch = Parsed(R"({"body":"b\tb","id":"1","title":"a\"a"})"
                                     "\n"
                                     R"({"body":"b","id":"2"})"
                                     "\n"
                                     R"({"body":"b","id":"3","title":null})"
                                     "\n"
                                     R"({"body":"b","id":"4","title":""})",
                                     fields);
  ASSERT_EQ(batch.documents.size(), 4u);
  EXPECT_EQ(batch.documents[0].text, "a\"a\nb\tb");
  EXPECT_EQ(batch.documents[0].title, "a\"a");
  EXPECT_EQ(batch.documents[1].text, "b");
  EXPECT_EQ(batch.documents[2].text, "b");
  EXPECT_EQ(batch.documents[3].text, "\nb");

  const DocumentBatch none = Parsed(R"({"id":"1"})", fields);
  ASSERT_EQ(none.bad.size(), 1u);
  EXPECT_EQ(none.bad[0].reason, BadReason::kMissingField);
  EXPECT_TRUE(Has(none.bad[0].message, "\"title\", \"body\""));
}

TEST(Parser, KeepsTheArenaWhereItIs) {
  Fields fields;
  fields.text = {"title", "text"};
  std::string bytes;
  for (int i = 0; i < 1000; ++i) {
    bytes += R"({"id":"\u0061","text":"\n\n\n\n\n","title":"\\\\\\\\\\"})"
             "\n";
  }
  const DocumentBatch batch = Parsed(bytes, fields);
  ASSERT_EQ(batch.documents.size(), 1000u);
  const std::string_view arena = batch.arena;
  for (const Document& d : batch.documents) {
    ASSERT_TRUE(d.text.data() >= arena.data() && d.text.data() < arena.data() + arena.size());
    ASSERT_EQ(d.text, "\\\\\\\\\\\n\n\n\n\n\n");
  }
}

TEST(Parser, ViewsLastWhenABatchIsMoved) {
  DocumentBatch lines = Parsed(R"({"id":"a","text":"b"})");
  const DocumentBatch moved_lines = std::move(lines);
  EXPECT_EQ(One(moved_lines).id, "a");

  DocumentBatch text;
  text.block.kind = Block::Kind::kText;
  text.block.id = "a";
  text.block.bytes = "b";
  Parser({}, false).Parse(&text);
  const DocumentBatch moved_text = std::move(text);
  EXPECT_EQ(One(moved_text).id, "a");
  EXPECT_EQ(One(moved_text).text, "b");
}

TEST(Parser, TakesWholeNumbersForIds) {
  for (const char* id : {"0", "123", "-5", "9223372036854775808", "18446744073709551615"}) {
    const DocumentBatch batch = Parsed(std::string(R"({"text":"","id":)") + id + "}");
    EXPECT_EQ(One(batch).id, id);
  }
}

TEST(Parser, RefusesOtherIds) {
  auto with_id = [](const std::string& id) { return R"({"text":"t","id":)" + id + "}"; };
  for (const char* id : {"1.0", "1e3", "null", "true", "[1]", "{}"}) {
    EXPECT_TRUE(Has(Bad(with_id(id), BadReason::kWrongType), "\"id\"")) << id;
  }
  for (const char* id :
       {"18446744073709551616", "-9223372036854775809", "123456789012345678901234"}) {
    EXPECT_TRUE(Has(Bad(with_id(id), BadReason::kBadId), "write it as a string")) << id;
  }
  Bad(with_id(R"("")"), BadReason::kBadId);
  EXPECT_TRUE(Has(Bad(with_id(R"("a\u0000b")"), BadReason::kBadId), "NUL"));
  EXPECT_TRUE(Has(Bad(R"({"text":"t"})", BadReason::kMissingField), "\"id\" is missing"));
}

TEST(Parser, NamesTheFieldAndTheTypeSeen) {
  const struct {
    const char *value, *seen;
  } cases[] = {{"null", "is null"},
               {"[1]", "is an array, not a string"},
               {"{}", "is an object"},
               {"5", "is a number"},
               {"false", "is a boolean"}};
  for (const auto& c : cases) {
    const std::string message =
        Bad(std::string(R"({"id":"a","text":)") + c.value + "}", BadReason::kWrongType);
    EXPECT_TRUE(Has(message, "\"text\"")) << message;
    EXPECT_TRUE(Has(message, c.seen)) << message;
  }
  EXPECT_TRUE(Has(Bad(R"({"id":"a"})", BadReason::kMissingField), "\"text\" is missing"));
  EXPECT_TRUE(Has(Bad(R"({"id":"a","text":"b","feed":["x"]})", BadReason::kWrongType), "\"feed\""));
  Bad("{}", BadReason::kMissingField);
}

TEST(Parser, TakesAnEmptyText) {
  const DocumentBatch batch = Parsed(R"({"id":"a","text":""})");
  EXPECT_EQ(One(batch).text, "");
}

TEST(Parser, NeverLooksForAnEmptyName) {
  Fields fields;
  fields.id = "";
  const DocumentBatch batch = Parsed(R"({"":"a","text":"b"})", fields);
  EXPECT_EQ(One(batch).across, "");
  EXPECT_EQ(One(batch).text, "b");
}

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

TEST(Parser, RefusesInvalidUtf8WithItsPlace) {
  for (const char* bytes :
       {"\xc0\xaf", "\xed\xa0\x80", "\xff", "\x80", "\xf0\x9f\x98", "\xf5\x80\x80\x80"}) {
    const std::string record = std::string(R"({"id":"a","text":"gr)") + bytes + "\"}";
    const std::string good = R"({"id":"x","text":"y"})"
                             "\n";
    const DocumentBatch batch = Parsed(good + record + "\n" + good);
    EXPECT_EQ(batch.documents.size(), 2u);
    ASSERT_EQ(batch.bad.size(), 1u);
    EXPECT_EQ(batch.bad[0].reason, BadReason::kInvalidUtf8);
    EXPECT_EQ(batch.bad[0].place.line, 2u);
    EXPECT_EQ(batch.bad[0].place.byte, good.size() + 20);
    EXPECT_EQ(batch.bad[0].raw, record + "\n");
    EXPECT_TRUE(Has(batch.bad[0].message, std::to_string(good.size() + 20)));
  }
}

TEST(Parser, ReplacesInvalidUtf8WhereAsked) {
  const std::string record =
      "{\"id\":\"a\",\"text\":\"gr\xc0\xaf\xe2\x82 \\n\",\"title\":\"\xff\"}";
  const std::string good = R"({"id":"x","text":"y"})"
                           "\n";
  Fields joined;
  joined.text = {"text", "title"};
  for (const Fields& fields : {Fields(), joined}) {
    const DocumentBatch batch = Parsed(good + record + "\n" + record + "\n" + good, fields, true);
    ASSERT_EQ(batch.documents.size(), 4u);
    EXPECT_TRUE(batch.bad.empty());
    for (size_t i = 0; i < 4; ++i) EXPECT_EQ(batch.documents[i].replaced, i == 1 || i == 2);
    const std::string text = "gr\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \n";
    const std::string title = "\xef\xbf\xbd";
    EXPECT_EQ(batch.documents[1].text, fields.text.size() == 1 ? text : text + "\n" + title);
    EXPECT_EQ(batch.documents[2].text, batch.documents[1].text);
    EXPECT_EQ(batch.documents[1].title, title);
    EXPECT_EQ(batch.documents[1].id, "a");
    EXPECT_EQ(batch.documents[1].raw, record + "\n");
  }
  const DocumentBatch still_bad = Parsed("{\"id\":\"\xff\"}\n", {}, true);
  ASSERT_EQ(still_bad.bad.size(), 1u);
  EXPECT_EQ(still_bad.bad[0].raw, "{\"id\":\"\xff\"}\n");
}

TEST(Parser, KeepsTheBytesOfARecord) {
  const std::string first = "  {\"id\":\"x\",\"text\":\"y\"}\r\n", last = R"({"id":2,"text":""})";
  const DocumentBatch batch = Parsed(first + "\n" + last);
  ASSERT_EQ(batch.documents.size(), 2u);
  EXPECT_EQ(batch.documents[0].raw, first);
  EXPECT_EQ(batch.documents[1].raw, last);
}

TEST(Parser, ReadsAWholeText) {
  DocumentBatch batch;
  batch.block.kind = Block::Kind::kText;
  batch.block.id = "dir/a.txt";
  batch.block.bytes = std::string("one\n\0two\r\n", 10);
  Parser parser({}, false);
  parser.Parse(&batch);
  EXPECT_EQ(One(batch).id, "dir/a.txt");
  EXPECT_EQ(One(batch).text, std::string_view("one\n\0two\r\n", 10));
  EXPECT_EQ(One(batch).place.line, 0u);

  batch.block.bytes =
      "on\xff"
      "e";
  parser.Parse(&batch);
  ASSERT_EQ(batch.bad.size(), 1u);
  EXPECT_EQ(batch.bad[0].reason, BadReason::kInvalidUtf8);
  EXPECT_EQ(batch.bad[0].place.byte, 2u);

  Parser({}, true).Parse(&batch);
  EXPECT_EQ(One(batch).text,
            "on\xef\xbf\xbd"
            "e");
  EXPECT_EQ(One(batch).raw, batch.block.bytes);
  EXPECT_TRUE(One(batch).replaced);

  batch.block.id = "\xff.txt";
  Parser({}, true).Parse(&batch);
  ASSERT_EQ(batch.bad.size(), 1u);
  EXPECT_EQ(batch.bad[0].reason, BadReason::kBadId);
}

TEST(Parser, ReportsLongRecordsOnceAndDamageWithItsPlace) {
  Parser parser({}, false);
  DocumentBatch batch;
  batch.block.kind = Block::Kind::kTooLong;
  batch.block.bytes = "xxxx";
  batch.block.place = {0, 4, 44};
  parser.Parse(&batch);
  ASSERT_EQ(batch.bad.size(), 1u);
  EXPECT_EQ(batch.bad[0].reason, BadReason::kTooLong);
  EXPECT_EQ(batch.bad[0].place.byte, 44u);
  batch.block.kind = Block::Kind::kTooLongRest;
  parser.Parse(&batch);
  EXPECT_TRUE(batch.bad.empty());
  const std::pair<Damage::Kind, BadReason> kinds[] = {
      {Damage::Kind::kTruncated, BadReason::kTruncated},
      {Damage::Kind::kCorrupt, BadReason::kCorrupt},
      {Damage::Kind::kTrailingGarbage, BadReason::kTrailingGarbage},
      {Damage::Kind::kTooLarge, BadReason::kTooLarge},
      {Damage::Kind::kUnreadable, BadReason::kUnreadable}};
  for (const auto& [kind, reason] : kinds) {
    batch.block.kind = Block::Kind::kDamage;
    batch.block.damage = Damage{kind, 777, "gzip: broken"};
    parser.Parse(&batch);
    ASSERT_EQ(batch.bad.size(), 1u);
    EXPECT_EQ(batch.bad[0].reason, reason);
    EXPECT_EQ(batch.bad[0].raw, "xxxx");
    EXPECT_TRUE(Has(batch.bad[0].message, "gzip: broken"));
    EXPECT_TRUE(Has(batch.bad[0].message, "777"));
  }
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
