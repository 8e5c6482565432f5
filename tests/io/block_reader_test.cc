#include "nearcopy/io/block_reader.h"

#include <algorithm>
#include <set>

#include "made_files.h"

namespace nearcopy {
namespace {

using Kind = Block::Kind;

class BlockReaderTest : public FolderTest {
 protected:
  std::vector<Block> Blocks(const std::vector<Input>& inputs, const ReadOptions& options = {}) {
    BlockReader reader(inputs, options);
    std::vector<Block> blocks;
    Block block;
    for (;;) {
      const auto more = reader.Next(&block);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return blocks;
      blocks.push_back(std::move(block));
    }
  }
  std::vector<Block> BlocksOf(const std::string& name, std::string_view bytes,
                              const ReadOptions& options = {}, Format format = Format::kJsonl) {
    return Blocks({{Write(name, bytes), name, format}}, options);
  }
};

ReadOptions Sized(size_t block_bytes, uint64_t max_record_bytes = 1000) {
  ReadOptions options;
  options.block_bytes = block_bytes;
  options.max_record_bytes = max_record_bytes;
  return options;
}

TEST_F(BlockReaderTest, CutsBehindLineEnds) {
  const std::string bytes = "first line\nsecond\n\nfourth, rather long for a block\nlast";
  for (size_t size : {1, 2, 7, 16, 30, 1000}) {
    std::string joined;
    uint64_t line = 1;
    for (const Block& block : BlocksOf("a.jsonl", bytes, Sized(size))) {
      EXPECT_EQ(block.kind, Kind::kLines);
      EXPECT_EQ(block.place.byte, joined.size());
      EXPECT_EQ(block.place.line, line);
      const std::string_view given = block.bytes;
      joined += given;
      line += static_cast<uint64_t>(std::count(given.begin(), given.end(), '\n'));
      EXPECT_TRUE(joined.size() == bytes.size() || given.back() == '\n');
      const size_t longest = 33;
      EXPECT_LE(given.size(), std::max(size, longest));
    }
    EXPECT_EQ(joined, bytes);
  }
}

TEST_F(BlockReaderTest, GivesNothingOfAnEmptyFileOfRecords) {
  EXPECT_TRUE(BlocksOf("a.jsonl", "").empty());
  EXPECT_TRUE(BlocksOf("a.jsonl", "\xef\xbb\xbf").empty());
  EXPECT_TRUE(BlocksOf("a.jsonl.gz", Gzip("")).empty());
}

TEST_F(BlockReaderTest, DropsTheByteOrderMarkOfEachFile) {
  const std::string marked = "\xef\xbb\xbf{}\n\xef\xbb\xbf{}\n";
  const auto blocks = Blocks({{Write("a", marked), "", Format::kJsonl},
                              {Write("b", marked), "", Format::kJsonl},
                              {Write("c", "\xef\xbb"), "", Format::kJsonl}});
  ASSERT_EQ(blocks.size(), 3u);
  for (uint32_t i = 0; i < 2; ++i) {
    EXPECT_EQ(blocks[i].bytes, "{}\n\xef\xbb\xbf{}\n");
    EXPECT_EQ(blocks[i].place.input, i);
    EXPECT_EQ(blocks[i].place.byte, 3u);
    EXPECT_EQ(blocks[i].place.line, 1u);
  }
  EXPECT_EQ(blocks[2].bytes, "\xef\xbb");
}

TEST_F(BlockReaderTest, GivesATextAsOneBlock) {
  const auto blocks = BlocksOf("a.txt", "one\ntwo\r\n", Sized(2), Format::kText);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].kind, Kind::kText);
  EXPECT_EQ(blocks[0].id, "a.txt");
  EXPECT_EQ(blocks[0].bytes, "one\ntwo\r\n");
  EXPECT_EQ(blocks[0].place.line, 0u);
  EXPECT_EQ(blocks[0].place.byte, 0u);

  const auto empty = BlocksOf("b.txt", "", {}, Format::kText);
  ASSERT_EQ(empty.size(), 1u);
  EXPECT_EQ(empty[0].kind, Kind::kText);
  EXPECT_EQ(BlocksOf("c.txt", "\xef\xbb\xbfx", {}, Format::kText).at(0).bytes, "x");
}

TEST_F(BlockReaderTest, GivesALongRecordInPiecesAndGoesOn) {
  const std::string longer(101, 'x'), fits(100, 'y');
  for (size_t size : {1, 10, 64, 100, 5000}) {
    for (const std::string& end : {std::string("\nlast\n"), std::string("\n"), std::string()}) {
      const std::string bytes = "a\n" + fits + "\n" + longer + longer + end;
      std::string whole, rejected;
      size_t starts = 0;
      for (const Block& block : BlocksOf("a.jsonl", bytes, Sized(size, 100))) {
        EXPECT_EQ(block.place.byte, whole.size());
        EXPECT_LE(block.bytes.size(), 101u);
        whole += block.bytes;
        if (block.kind != Kind::kLines) {
          EXPECT_EQ(block.place.line, 3u);
          rejected += block.bytes;
        }
        if (block.kind != Kind::kTooLong) continue;
        ++starts;
        EXPECT_EQ(block.place.byte, 103u);
      }
      EXPECT_EQ(whole, bytes);
      EXPECT_EQ(starts, 1u);
      EXPECT_EQ(rejected, longer + longer + (end.empty() ? "" : "\n"));
    }
  }
}

TEST_F(BlockReaderTest, TakesARecordOfJustTheLimit) {
  for (size_t size : {1, 99, 100, 101, 5000}) {
    for (const char* end : {"", "\n"}) {
      for (size_t length : {99, 100, 101}) {
        const auto blocks = BlocksOf("a.jsonl", std::string(length, 'x') + end, Sized(size, 100));
        ASSERT_FALSE(blocks.empty());
        EXPECT_EQ(blocks[0].kind, length > 100 ? Kind::kTooLong : Kind::kLines) << size << length;
      }
    }
  }
}

TEST_F(BlockReaderTest, GivesALongTextInPieces) {
  const std::string bytes = std::string(60, 'x') + "\n" + std::string(60, 'y');
  std::string joined;
  for (const Block& block : BlocksOf("a.txt", bytes, Sized(50, 100), Format::kText)) {
    EXPECT_EQ(block.kind, joined.empty() ? Kind::kTooLong : Kind::kTooLongRest);
    EXPECT_LE(block.bytes.size(), 50u);
    joined += block.bytes;
  }
  EXPECT_EQ(joined, bytes);
}

TEST_F(BlockReaderTest, EndsAnInputAtDamageAndGoesOnWithTheNext) {
  std::string corrupt = Gzip("one\ntwo\nthr");
  corrupt[corrupt.size() - 6] ^= 1;
  const auto blocks = Blocks({{Write("a.jsonl.gz", corrupt), "", Format::kJsonl},
                              {Write("b.jsonl", "next\n"), "", Format::kJsonl}});
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[0].bytes, "one\ntwo\n");
  EXPECT_EQ(blocks[1].kind, Kind::kDamage);
  EXPECT_EQ(blocks[1].bytes, "thr");
  EXPECT_EQ(blocks[1].place.line, 3u);
  EXPECT_EQ(blocks[1].place.byte, 8u);
  ASSERT_TRUE(blocks[1].damage);
  EXPECT_EQ(blocks[1].damage->kind, Damage::Kind::kCorrupt);
  EXPECT_EQ(blocks[2].bytes, "next\n");
  EXPECT_FALSE(blocks[2].damage);
}

TEST_F(BlockReaderTest, KeepsWhatStandsBeforeTrailingGarbage) {
  const auto lines = BlocksOf("a.jsonl.gz", Gzip("one\ntwo") + "garbage");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].bytes, "one\n");
  EXPECT_EQ(lines[1].bytes, "two");
  EXPECT_EQ(lines[1].kind, Kind::kLines);
  EXPECT_EQ(lines[2].kind, Kind::kDamage);
  EXPECT_EQ(lines[2].bytes, "");

  const auto text = BlocksOf("a.txt.zst", Zstd("words") + "garbage", {}, Format::kText);
  ASSERT_EQ(text.size(), 2u);
  EXPECT_EQ(text[0].kind, Kind::kText);
  EXPECT_EQ(text[1].kind, Kind::kDamage);
}

TEST_F(BlockReaderTest, GivesNoDocumentOfADamagedText) {
  const std::string whole = Gzip("one\ntwo\n");
  const auto blocks = BlocksOf("a.txt.gz", whole.substr(0, whole.size() - 1), {}, Format::kText);
  ASSERT_EQ(blocks.size(), 1u);
  EXPECT_EQ(blocks[0].kind, Kind::kDamage);
  EXPECT_EQ(blocks[0].bytes, "one\ntwo\n");
}

TEST_F(BlockReaderTest, ReportsDamageBehindALongRecord) {
  const std::string whole = Gzip(std::string(500, 'x'));
  const auto blocks = BlocksOf("a.jsonl.gz", whole.substr(0, whole.size() - 1), Sized(50, 100));
  ASSERT_GT(blocks.size(), 2u);
  EXPECT_EQ(blocks.front().kind, Kind::kTooLong);
  EXPECT_EQ(blocks.back().kind, Kind::kDamage);
  EXPECT_EQ(blocks.back().bytes, "");
}

TEST_F(BlockReaderTest, HoldsTheLimitOfDecompressedBytes) {
  ReadOptions options;
  options.max_decompressed_bytes = 6;
  const auto blocks = BlocksOf("a.jsonl.gz", Gzip("one\ntwo\n"), options);
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].bytes, "one\n");
  EXPECT_EQ(blocks[1].bytes, "tw");
  EXPECT_EQ(blocks[1].damage->kind, Damage::Kind::kTooLarge);
}

TEST_F(BlockReaderTest, GoesOnBehindAnInputThatIsGone) {
  const std::vector<Input> inputs = {{PathOf("gone.jsonl"), "", Format::kJsonl},
                                     {Write("b.jsonl", "next\n"), "", Format::kJsonl}};
  BlockReader reader(inputs, {});
  Block block;
  const auto gone = reader.Next(&block);
  ASSERT_FALSE(gone.ok());
  EXPECT_NE(gone.status().message().find(PathOf("gone.jsonl")), absl::string_view::npos);
  ASSERT_TRUE(*reader.Next(&block));
  EXPECT_EQ(block.place.input, 1u);
  EXPECT_FALSE(*reader.Next(&block));
}

TEST_F(BlockReaderTest, CountsBytesOfTheFiles) {
  const std::string gzip = Gzip("one\ntwo\n");
  const std::vector<Input> inputs = {{Write("a.jsonl.gz", gzip), "", Format::kJsonl},
                                     {Write("b.jsonl", "next\n"), "", Format::kJsonl}};
  BlockReader reader(inputs, {});
  EXPECT_EQ(reader.bytes_total(), gzip.size() + 5);
  EXPECT_EQ(reader.bytes_read(), 0u);
  Block block;
  while (*reader.Next(&block)) continue;
  EXPECT_EQ(reader.bytes_read(), gzip.size() + 5);
}

// A tiny record takes a hundred times its bytes, once it is read.
TEST_F(BlockReaderTest, BlocksHaveNoMoreThanSoManyLines) {
  std::string lines;
  constexpr size_t kLines = 3 * kBlockLines + 7;
  for (size_t i = 0; i < kLines; ++i) lines += "x\n";
  const std::vector<Block> blocks = BlocksOf("a.jsonl", lines);
  ASSERT_EQ(blocks.size(), 4u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(blocks[i].place.line, 1 + i * kBlockLines);
    EXPECT_EQ(blocks[i].bytes.size(), 2 * (i < 3 ? kBlockLines : 7));
  }
}

TEST_F(BlockReaderTest, UsesTheMemoryOfBlocksAgain) {
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "line " + std::to_string(i) + "\n";
  const std::vector<Input> inputs = {{Write("a.jsonl", lines), "", Format::kJsonl}};
  BlockReader reader(inputs, Sized(1000));
  Block block;
  std::set<const char*> buffers;
  size_t blocks = 0;
  for (; *reader.Next(&block); ++blocks) {
    // The first ones have not their size yet.
    if (blocks >= 3) buffers.insert(block.bytes.data());
  }
  EXPECT_GT(blocks, 50u);
  EXPECT_LE(buffers.size(), 2u);
}

TEST_F(BlockReaderTest, KeepsNoMemoryOfAGiant) {
  const std::string giant(2 * kKeptBytes, 'x');
  const std::string path = Write("a.jsonl", giant + "\nsmall\n" + std::string(5000, 'y') + "\n");
  for (uint64_t most : {3 * kKeptBytes, kKeptBytes}) {  // one block, and pieces
    const std::vector<Input> inputs = {{path, "", Format::kJsonl}};
    BlockReader reader(inputs, Sized(1000, most));
    Block block;
    for (std::string_view last; last != "small\n"; last = block.bytes) {
      ASSERT_TRUE(*reader.Next(&block));
    }
    do {
      EXPECT_LE(block.bytes.capacity(), kKeptBytes);
    } while (*reader.Next(&block));
  }
}

}  // namespace
}  // namespace nearcopy
