#include "nearcopy/io/record_cutter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "io/parsed.h"

namespace nearcopy {
namespace {

std::string Without(std::string_view text, std::span<const TextStretch> cuts) {
  std::string out;
  uint64_t at = 0;
  for (const TextStretch& cut : cuts) {
    out.append(text.substr(at, cut.begin - at));
    at = cut.end;
  }
  return out.append(text.substr(at));
}

// The record of a document without stretches of its text.
std::string Cut(const Document& document, const std::vector<TextStretch>& cuts,
                const Fields& fields = {}) {
  RecordCutter cutter(fields);
  cutter.Open(document);
  std::string out;
  cutter.AppendWithout(cuts, &out);
  return out;
}

TEST(RecordCutter, LeavesTheRestOfTheRecordAsItStands) {
  const std::string record =
      R"(  {"text" : "One.\tTwo \u00e9\ud83d\ude00. Th\u0072ee\/3.",  "id":7,"x":[1.50, "\u0041"] }  )"
      "\r\n";
  const DocumentBatch batch = Parsed(record);
  const Document d = One(batch);
  ASSERT_EQ(d.text, "One.\tTwo \xc3\xa9\xf0\x9f\x98\x80. Three/3.");
  EXPECT_EQ(Cut(d, {}), record);
  EXPECT_EQ(
      Cut(d, {{0, 5}}),
      R"(  {"text" : "Two \u00e9\ud83d\ude00. Th\u0072ee\/3.",  "id":7,"x":[1.50, "\u0041"] }  )"
      "\r\n");
  EXPECT_EQ(Cut(d, {{5, 16}, {22, 23}}),
            R"(  {"text" : "One.\t Th\u0072ee3.",  "id":7,"x":[1.50, "\u0041"] }  )"
            "\r\n");
  EXPECT_EQ(Cut(d, {{0, d.text.size()}}), R"(  {"text" : "",  "id":7,"x":[1.50, "\u0041"] }  )"
                                          "\r\n");
}

TEST(RecordCutter, PartsAreTheFieldsThatATextIsJoinedFrom) {
  Fields fields;
  fields.text = {"title", "lead", "body", "title", "notes"};
  const std::string record =
      R"({"id":"a","body":"B1. B2.","lead":null,"title":"T\"1\"","text":"no"})";
  const DocumentBatch batch = Parsed(record, fields);
  const Document d = One(batch);
  ASSERT_EQ(d.text, "T\"1\"\nB1. B2.");
  RecordCutter cutter(fields);
  cutter.Open(d);
  ASSERT_EQ(std::vector(cutter.parts().begin(), cutter.parts().end()),
            (std::vector<TextStretch>{{0, 4}, {5, 12}}));
  EXPECT_EQ(Cut(d, {{1, 3}, {9, 12}}, fields),
            R"({"id":"a","body":"B1. ","lead":null,"title":"T\"","text":"no"})");
}

TEST(RecordCutter, ATextFileIsOnePart) {
  DocumentBatch batch;
  batch.block.kind = Block::Kind::kText;
  batch.block.id = "a.txt";
  batch.block.bytes = "One \"\\u0041\".\nTwo.\n";
  Parser({}, false).Parse(&batch);
  EXPECT_EQ(Cut(One(batch), {{0, 14}}), "Two.\n");
}

TEST(RecordCutter, BytesThatAreNoUtf8Stay) {
  const std::string record = "{\"id\":\"a\xff\",\"text\":\"One \xff\xe2\x82. Two \xff.\"}\n";
  const DocumentBatch batch = Parsed(record, {}, true);
  const Document d = One(batch);
  ASSERT_TRUE(d.replaced);
  const size_t two = d.text.find("Two");
  EXPECT_EQ(Cut(d, {{0, two}}), "{\"id\":\"a\xff\",\"text\":\"Two \xff.\"}\n");
  EXPECT_EQ(Cut(d, {{two, d.text.size()}}), "{\"id\":\"a\xff\",\"text\":\"One \xff\xe2\x82. \"}\n");
}

// Whatever the escapes, what is left reads as the text without the cuts, and nothing else changed.
TEST(RecordCutter, AnyStretchesOfAnyText) {
  struct Piece {
    const char *written, *means;
  };
  constexpr Piece kPieces[] = {{"a", "a"},
                               {" ", " "},
                               {"\\n", "\n"},
                               {"\\\"", "\""},
                               {"\\\\", "\\"},
                               {"\\/", "/"},
                               {"\\u0041", "A"},
                               {"\\u00E9", "\xc3\xa9"},
                               {"\\u20ac", "\xe2\x82\xac"},
                               {"\\uD83D\\ude00", "\xf0\x9f\x98\x80"},
                               {"\xc3\xa9", "\xc3\xa9"},
                               {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
                               {"plain words", "plain words"},
                               {"\\u005c\\u0022", "\\\""}};
  std::mt19937 rng(1);
  const auto below = [&](size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(rng); };
  RecordCutter cutter({});
  for (int round = 0; round < 500; ++round) {
    std::string written, means;
    std::vector<uint64_t> bounds = {0};  // between characters
    for (size_t n = below(40); n > 0; --n) {
      const Piece& piece = kPieces[below(std::size(kPieces))];
      written += piece.written;
      means += piece.means;
      bounds.push_back(means.size());
    }
    std::vector<uint64_t> chosen;
    std::ranges::sample(bounds, std::back_inserter(chosen), 2 * static_cast<ptrdiff_t>(below(4)),
                        rng);
    if (chosen.size() % 2 == 1) chosen.pop_back();
    std::vector<TextStretch> cuts;
    for (size_t i = 0; i < chosen.size(); i += 2) cuts.push_back({chosen[i], chosen[i + 1]});
    const std::string before = R"({"a":"x\u0041","text":")", after = R"(","id":"i","z":[ ]})";
    const DocumentBatch batch = Parsed(before + written + after);
    const Document d = One(batch);
    ASSERT_EQ(d.text, means);
    cutter.Open(d);
    std::string out;
    cutter.AppendWithout(cuts, &out);
    ASSERT_EQ(out.substr(0, before.size()), before);
    ASSERT_EQ(out.substr(out.size() - after.size()), after);
    const DocumentBatch again = Parsed(out);
    ASSERT_EQ(One(again).text, Without(means, cuts)) << written;
  }
}

}  // namespace
}  // namespace nearcopy
