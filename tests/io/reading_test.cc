// From files to documents: what holds however the file is stored and cut into blocks.

#include <random>
#include <vector>

#include "made_files.h"
#include "nearcopy/io/block_reader.h"
#include "nearcopy/io/parse.h"

namespace nearcopy {
namespace {

struct Read {
  std::vector<std::string> documents;  // all there is to know of each
  std::vector<std::string> bad;        // without damage
  std::string bytes;                   // of all blocks but damage
  std::string cut;                     // of the damage
  std::optional<Damage> damage;
  bool operator==(const Read& other) const {
    return documents == other.documents && bad == other.bad && bytes == other.bytes;
  }
};

std::string Describe(const Place& place) {
  return std::to_string(place.line) + ":" + std::to_string(place.byte) + " ";
}

void AddBatch(const DocumentBatch& batch, Read* read) {
  for (const Document& d : batch.documents) {
    std::string all = Describe(d.place) + (d.replaced ? "replaced" : "");
    for (std::string_view field : {d.id, d.text, d.title, d.feed}) all.append("|").append(field);
    read->documents.push_back(all);
  }
  if (batch.block.kind == Block::Kind::kDamage) {
    read->damage = batch.block.damage;
    read->cut = batch.block.bytes;
    EXPECT_EQ(batch.bad.size(), 1u);
    return;
  }
  read->bytes += batch.block.bytes;
  for (const BadRecord& bad : batch.bad) {
    std::string all = Describe(bad.place) + std::string(Name(bad.reason)) + bad.message;
    // Of a long record a block has a piece.
    if (bad.reason != BadReason::kTooLong) all.append(bad.raw);
    read->bad.push_back(all);
  }
}

Read ReadAll(const std::string& path, const ReadOptions& options = {}, bool replace = false) {
  Read read;
  Fields fields;
  fields.text = {"title", "text"};
  const std::vector<Input> inputs = {{path, "id", Format::kJsonl}};
  BlockReader reader(inputs, options);
  Parser parser(fields, replace);
  DocumentBatch batch;
  while (*reader.Next(&batch.block)) {
    parser.Parse(&batch);
    AddBatch(batch, &read);
  }
  return read;
}

// A record, or something like one, without LF.
std::string RandomRecord(std::mt19937* random) {
  auto any = [random](auto& of) -> std::string { return of[(*random)() % std::size(of)]; };
  const std::string ids[] = {"1", "\"a\"", "\"b\\n\"", "\"\"", "1.5", "null"};
  const std::string strings[] = {"\"plain words\"",
                                 "\"gr\xc3\xbc\xc3\x9f\"",
                                 "\"\\u00e9 \\\"x\\\"\"",
                                 "\"\\ud800\"",
                                 "\"\xff\"",
                                 "\"\"",
                                 "[]",
                                 "\"open",
                                 "null"};
  const std::string ends[] = {"}", "}\r", "} ", "", "}x"};
  const std::string lines[] = {"", " ", "\r", "\xef\xbb\xbf", "words", "{}"};
  if ((*random)() % 6 == 0) return any(lines);
  if ((*random)() % 12 == 0) return R"({"id":"l","text":")" + std::string(150, 'x') + "\"}";
  std::string record = "{\"id\":" + any(ids) + ",\"text\":" + any(strings);
  if ((*random)() % 2 == 0) record += ", \"title\" : " + any(strings);
  if ((*random)() % 4 == 0) record += ",\"feed\":" + any(strings);
  return record + ((*random)() % 3 == 0 ? any(ends) : "}");
}

std::string RandomFile(std::mt19937* random) {
  std::string file;
  if ((*random)() % 3 == 0) file = "\xef\xbb\xbf";
  for (auto records = (*random)() % 20; records > 0; --records) {
    file += RandomRecord(random);
    if (records > 1 || (*random)() % 2 == 0) file += "\n";
  }
  return file;
}

using ReadingTest = FolderTest;

TEST_F(ReadingTest, GivesTheSameHoweverTheFileIsStoredAndCut) {
  std::mt19937 random(11);
  size_t documents = 0, bad = 0;
  for (int round = 0; round < 150; ++round) {
    const std::string file = RandomFile(&random);
    const std::string half = file.substr(0, file.size() / 2), rest = file.substr(half.size());
    const std::string paths[] = {
        Write("a.jsonl", file), Write("b.jsonl.gz", Gzip(half) + Gzip(rest)),
        Write("c.jsonl.zst", Zstd(half) + ZstdSkippable("x") + Zstd(rest))};
    for (bool replace : {false, true}) {
      ReadOptions options;
      options.max_record_bytes = 100;
      const Read expected = ReadAll(paths[0], options, replace);
      EXPECT_EQ(expected.bytes, file.substr(file.find("\xef\xbb\xbf") == 0 ? 3 : 0));
      EXPECT_FALSE(expected.damage);
      documents += expected.documents.size();
      bad += expected.bad.size();
      for (const std::string& path : paths) {
        for (size_t block_bytes : {1, 16, 61, 100'000}) {
          options.block_bytes = block_bytes;
          ASSERT_TRUE(ReadAll(path, options, replace) == expected) << path << " " << file;
        }
      }
    }
  }
  EXPECT_GT(documents, 300u);
  EXPECT_GT(bad, 500u);
}

std::string ManyRecords() {
  std::mt19937 random(5);
  std::string file;
  for (int i = 0; i < 40; ++i) {
    file += "{\"id\":" + std::to_string(i) + ",\"text\":\"" + std::to_string(random()) + "\"}\n";
  }
  return file;
}

TEST_F(ReadingTest, KeepsTheRecordsBeforeATruncation) {
  const std::string file = ManyRecords();
  const std::vector<std::string> all = ReadAll(Write("a.jsonl", file)).documents;
  ASSERT_EQ(all.size(), 40u);
  for (const auto& [name, whole] :
       {std::pair{"a.jsonl.gz", Gzip(file)}, {"a.jsonl.zst", Zstd(file)}}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      ReadOptions options;
      options.block_bytes = 64;
      const Read read = ReadAll(Write(name, whole.substr(0, size)), options);
      ASSERT_TRUE(read.damage) << name << " " << size;
      EXPECT_EQ(read.damage->kind, Damage::Kind::kTruncated);
      EXPECT_EQ(read.damage->compressed_byte, size);
      EXPECT_TRUE(read.bad.empty());
      // Nothing is lost in silence: blocks and the cut record are what could be decompressed.
      EXPECT_EQ(file.find(read.bytes + read.cut), 0u);
      EXPECT_EQ(read.cut.find('\n'), read.cut.npos);
      ASSERT_LE(read.documents.size(), all.size());
      EXPECT_TRUE(std::equal(read.documents.begin(), read.documents.end(), all.begin()));
    }
  }
}

TEST_F(ReadingTest, SurvivesFlippedBytes) {
  const std::string file = ManyRecords();
  const auto plain = ReadAll(Write("a.jsonl", file)).documents;
  for (const auto& [name, whole] :
       {std::pair{"a.jsonl", file}, {"a.jsonl.gz", Gzip(file)}, {"a.jsonl.zst", Zstd(file)}}) {
    for (size_t at = 0; at < whole.size(); ++at) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ 1 << at % 8);
      const Read read = ReadAll(Write(name, flipped));
      if (whole == file || read.damage) continue;
      ASSERT_EQ(read.documents, plain) << name << " " << at;
    }
  }
}

TEST_F(ReadingTest, BoundsMemoryForOneLongLine) {
  const std::string zeros(256 << 20, 'x');
  const std::string path = Write("a.jsonl.zst", Zstd(zeros) + Zstd("\n{\"id\":1,\"text\":\"\"}\n"));
  ReadOptions options;
  options.max_record_bytes = 1 << 20;
  const std::vector<Input> inputs = {{path, "", Format::kJsonl}};
  BlockReader reader(inputs, options);
  Block block;
  size_t given = 0;
  while (*reader.Next(&block)) {
    given += block.bytes.size();
    ASSERT_LE(block.bytes.capacity(), options.block_bytes + 2 * kBlockPadding);
  }
  EXPECT_EQ(given, zeros.size() + 20);
  EXPECT_EQ(block.place.line, 2u);
}

}  // namespace
}  // namespace nearcopy
