// The quick way through records against the close look at them, which reads the same and refuses
// more.

#include "nearcopy/io/json_scan.h"

#include <gtest/gtest.h>

#include <list>
#include <random>
#include <string>
#include <vector>

#include "nearcopy/io/parse.h"

namespace nearcopy {
namespace {

// How many records at the front of `lines` are read by the quick way.
size_t Scanned(std::string_view lines, Simd simd = Simd::Best()) {
  std::vector<JsonField> fields(2);
  fields[0].name = "id";
  fields[1].name = "text";
  const std::string padded = std::string(lines) + std::string(kBlockPadding, '\n');
  std::string_view rest(padded.data(), lines.size());
  JsonScan scan(&fields, simd);
  Bytes arena;
  arena.Reserve(lines.size());
  size_t records = 0;
  while (!rest.empty()) {
    const size_t size = scan.Scan(rest, &arena);
    if (size == 0) break;
    EXPECT_LE(size, rest.size());
    rest.remove_prefix(size);
    ++records;
  }
  return records;
}

TEST(JsonScan, ReadsRecordsAsMostAre) {
  for (Simd simd : Simd::All()) {
    if (simd == Simd::Scalar()) continue;
    EXPECT_EQ(
        Scanned(R"({"id": "a", "text": "\"one\"\n\u00e9 two", "n": -1.5, "b": true})"
                "\n"
                R"({"id":7,"text":"gr\u00fc\u00df \ud83d\ude00","tags":["a",{"x":[]},{}],"y":null})"
                "\r\n"
                R"( { "other" : "key" , "text" : "" } )"
                "\n"
                "{\"id\":\"\xc3\xa9\",\"\xc3\xbc\":0}",
                simd),
        4u);
  }
}

TEST(JsonScan, LeavesToTheWalkWhatIsNotPlain) {
  for (const char* record : {"",
                             "\n",
                             "{}",
                             "[1]",
                             R"({"id":"a",})",
                             R"({"id":"a"} x)",
                             R"({"id":"a"}})",
                             R"({"id":"a","id":"b"})",
                             R"({"i\u0064":"a"})",
                             R"({"id":01})",
                             R"({"id":1.})",
                             R"({"id":1e5})",
                             R"({"id":1234567890123456789})",
                             R"({"id":nul})",
                             R"({"id":truex})",
                             R"({"id":"\ud800"})",
                             R"({"x":{"\q":1}})",
                             R"({"x":[1}})",
                             R"({"x":[1)",
                             R"({"x")",
                             R"({"id":"a)",
                             "{\"id\":\"\xff\"}",
                             "{\"id\":\"\xed\xa0\x80\"}",
                             "{\"id\":\"\t\"}",
                             "{\"\xc3\":1}"}) {
    EXPECT_EQ(Scanned(record), 0u) << record;
    EXPECT_EQ(Scanned(std::string("{\"id\":1}\n") + record + "\n{\"id\":1}"), 1u) << record;
  }
}

// What is known of the records before must not show: keys that come, go, and change places.
TEST(JsonScan, FindsTwinsWhateverTheRecordsBeforeHad) {
  EXPECT_EQ(Scanned(R"({"a":1,"b":2,"c":3})"
                    "\n"
                    R"({"a":1,"c":2,"b":3})"
                    "\n"
                    R"({"c":1})"
                    "\n"
                    R"({"c":1,"b":2,"a":3})"
                    "\n"
                    R"({"c":1,"a":2,"c":3})"),
            4u);
}

std::string All(const DocumentBatch& batch) {
  std::string all;
  const auto add = [&](const Place& place, std::initializer_list<std::string_view> parts) {
    all += std::to_string(place.line) + ":" + std::to_string(place.byte);
    for (std::string_view part : parts) all.append("|").append(part);
    all += "\n";
  };
  for (const Document& d : batch.documents) {
    add(d.place, {d.id, d.text, d.title, d.feed, d.url, d.published, d.lang});
  }
  for (const BadRecord& bad : batch.bad) add(bad.place, {Name(bad.reason), bad.message, bad.raw});
  return all;
}

std::string RandomRecords(std::mt19937* random) {
  const std::string_view pieces[] = {
      "{",          "}",        "[",
      "]",          ",",        ":",
      "\"id\"",     "\"text\"", "\"a\"",
      "\\n",        "1",        "-2.5",
      "true",       "null",     " ",
      "\n",         "tru",      "0",
      "\"",         "\\",       "\"x\":{},",
      "[]",         "1e9",      "\t",
      "\x01",       "\xc3\xa9", "\xff",
      "\\u0",       "\"id",     "\\ud800",
      "\"lang\":2", "\"\\/\"z", "some text that is long for a piece"};
  const std::string_view seeds[] = {
      R"({"id":"a","text":"b\n","title":"c","e":[1,{"d":[]},"e\n"],"f":{"g":null}})",
      R"({"id": 7, "text": "", "feed": "x", "url": "http:\/\/x", "published": "2026-01-01"})",
      R"({"text":"\"one\" \u00e9","id":"i","a":[true,false],"lang":null,"n":-0.25})"};
  std::string lines;
  for (auto records = (*random)() % 4 + 1; records > 0; --records) {
    std::string record(seeds[(*random)() % std::size(seeds)]);
    for (auto edits = (*random)() % 3; edits > 0; --edits) {
      record.replace((*random)() % record.size(), (*random)() % 3,
                     pieces[(*random)() % std::size(pieces)]);
    }
    lines += record + (records > 1 || (*random)() % 2 == 0 ? "\n" : "");
  }
  return lines;
}

TEST(JsonScan, ChangesNothingOfWhatIsRead) {
  std::mt19937 random(9);
  Fields joined;
  joined.text = {"title", "text"};
  for (const Fields& fields : {Fields(), joined}) {
    for (bool replace : {false, true}) {
      Parser judge(fields, replace, Simd::Scalar());
      std::list<Parser> parsers;  // with what they know of the records before
      for (Simd simd : Simd::All()) parsers.emplace_back(fields, replace, simd);
      size_t good = 0, bad = 0;
      for (int round = 0; round < 10'000; ++round) {
        const std::string lines = RandomRecords(&random);
        DocumentBatch expected;
        expected.block.place = {0, 1, 0};
        expected.block.bytes = lines;
        judge.Parse(&expected);
        good += expected.documents.size();
        bad += expected.bad.size();
        for (Parser& parser : parsers) {
          DocumentBatch batch;
          batch.block.place = {0, 1, 0};
          batch.block.bytes = lines;
          parser.Parse(&batch);
          ASSERT_EQ(All(batch), All(expected)) << lines;
        }
      }
      EXPECT_GT(good, 2000u);
      EXPECT_GT(bad, 2000u);
    }
  }
}

}  // namespace
}  // namespace nearcopy
