// Lines that are dealt again, beside the lines that were read.
#include "nearcopy/engine/deal_lines.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "io/made_files.h"
#include "nearcopy/io/block_reader.h"

namespace nearcopy {
namespace {

class DealLinesTest : public FolderTest {
 protected:
  // Reads the inputs in blocks of about this size, as a job does.
  std::unique_ptr<InputBlocks> ReadInputs(const std::vector<Input>& inputs, size_t block_bytes) {
    auto blocks = InputBlocks::Open(inputs, folder_.string());
    EXPECT_TRUE(blocks.ok()) << blocks.status();
    ReadOptions options;
    options.block_bytes = block_bytes;
    BlockReader reader(inputs, options);
    BlockPacker packer(**blocks);
    PackedBlock packed;
    for (Block block; *reader.Next(&block);) {
      packer.Pack(block, &packed);
      EXPECT_TRUE((*blocks)->Append(block, packed).ok());
    }
    EXPECT_TRUE((*blocks)->Finish(reader.bytes_read()).ok());
    return *std::move(blocks);
  }

  absl::Status Deal(const InputBlocks& blocks, const std::vector<LeavingRecord>& leaving) {
    OutputSet files{Inputs()};
    OutputFile* kept = *files.Create(PathOf("kept"), true);
    OutputFile* removed = *files.Create(PathOf("removed"), true);
    Progress progress;
    absl::Status dealt = DealLines(blocks, leaving, kept, removed, &progress);
    if (!dealt.ok()) return dealt;
    EXPECT_EQ(progress.done, progress.total);
    return files.Commit();
  }
};

// A line, whose end the last one of an input may lack.
void AppendLine(const std::string& text, std::string* file) {
  if (!file->empty() && file->back() != '\n') file->push_back('\n');
  file->append(text);
}

TEST_F(DealLinesTest, EveryLineGoesWhereItIsToWhateverTheBlocks) {
  std::mt19937 rng(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<Input> inputs;
    std::vector<LeavingRecord> leaving;
    std::string kept, removed, piped;
    const uint32_t count = 1 + static_cast<uint32_t>(rng() % 4);
    const uint32_t pipe_at = static_cast<uint32_t>(rng() % 6);
    for (uint32_t i = 0; i < count; ++i) {
      std::string bytes = rng() % 3 == 0 ? "\xef\xbb\xbf" : "";
      const size_t lines = rng() % 12;
      for (size_t l = 0; l < lines; ++l) {
        std::string text(rng() % (rng() % 5 == 0 ? 3000 : 60), static_cast<char>('a' + rng() % 26));
        if (rng() % 5 == 0) text += "\r";
        if (l + 1 < lines || rng() % 2 == 0) text += "\n";
        if (text.empty()) text = "x";
        const auto which = rng() % 4;
        if (which < 2) leaving.push_back({i, which == 1, bytes.size()});
        if (which == 0) AppendLine(text, &removed);
        if (which > 1) AppendLine(text, &kept);
        bytes += text;
      }
      if (i == pipe_at) {
        piped = bytes;
        inputs.push_back({"-", "-", Format::kJsonl});
        continue;
      }
      const std::string name = std::to_string(round) + "-" + std::to_string(i) + ".jsonl";
      const bool packed = rng() % 2 == 0;
      inputs.push_back(
          {packed ? Write(name + ".gz", Gzip(bytes)) : Write(name, bytes), "", Format::kJsonl});
    }
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    ASSERT_EQ(write(pipe[1], piped.data(), piped.size()), static_cast<ssize_t>(piped.size()));
    close(pipe[1]);
    const StandardInput standard(pipe[0]);
    const auto blocks = ReadInputs(inputs, 1 + rng() % 500);
    const absl::Status dealt = Deal(*blocks, leaving);
    ASSERT_TRUE(dealt.ok()) << dealt;
    ASSERT_EQ(ReadFile(PathOf("kept")), kept) << "round " << round;
    ASSERT_EQ(ReadFile(PathOf("removed")), removed) << "round " << round;
  }
}

// Each byte of a file may be another one the second time, and every length less.
TEST_F(DealLinesTest, OtherBytesAreNeverDealt) {
  const std::string bytes = "{\"id\": 1}\n{\"id\": 2}\n\n{\"id\": 3}";
  const std::vector<Input> inputs = {{Write("in.jsonl", bytes), "", Format::kJsonl}};
  const auto blocks = ReadInputs(inputs, 12);
  for (size_t i = 0; i < 2 * bytes.size(); ++i) {
    std::string other = bytes;
    if (i < bytes.size()) {
      other[i] ^= 1;
    } else {
      other.resize(i - bytes.size());
    }
    Write("in.jsonl", other);
    const absl::Status dealt = Deal(*blocks, {});
    ASSERT_TRUE(absl::IsFailedPrecondition(dealt)) << i << " " << dealt;
    EXPECT_NE(dealt.message().find("in.jsonl: changed while it was read"), std::string::npos);
  }
  Write("in.jsonl", bytes + "\n{\"id\": 4}\n");
  EXPECT_TRUE(Deal(*blocks, {}).ok());
  EXPECT_EQ(ReadFile(PathOf("kept")), bytes);
}

}  // namespace
}  // namespace nearcopy
