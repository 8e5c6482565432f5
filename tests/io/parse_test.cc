#include "nearcopy/io/parse.h"

#include <gtest/gtest.h>

#include "parsed.h"

namespace nearcopy {
namespace {

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

}  // namespace
}  // namespace nearcopy
