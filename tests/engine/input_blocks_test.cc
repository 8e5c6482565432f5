// The blocks of inputs beside those that a BlockReader gave, and what may go wrong on the way.
#include "nearcopy/engine/input_blocks.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "io/failing_calls.h"
#include "io/made_files.h"
#include "nearcopy/io/block_reader.h"

namespace nearcopy {
namespace {

class InputBlocksTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    input_ = dup(STDIN_FILENO);
    std::signal(SIGPIPE, SIG_IGN);  // a test may read less than is given
  }
  void TearDown() override {
    call_failures = {};
    dup2(input_, STDIN_FILENO);
    close(input_);
    FolderTest::TearDown();
  }

  std::unique_ptr<InputBlocks> Open(const std::vector<Input>& inputs, uint32_t first = 0) const {
    auto blocks = InputBlocks::Open(inputs, folder_.string(), first);
    EXPECT_TRUE(blocks.ok()) << blocks.status();
    return *std::move(blocks);
  }

  static void Append(const Block& block, std::string* all) {
    all->append(std::to_string(static_cast<int>(block.kind)) + " " +
                std::to_string(block.place.input) + ":" + std::to_string(block.place.line) + ":" +
                std::to_string(block.place.byte) + " " + block.id);
    if (block.damage) {
      all->append(" " + block.damage->message + std::to_string(block.damage->compressed_byte));
    }
    all->append("\n").append(block.bytes).append("\n");
  }

  // All that was read a first time, or the error of keeping it.
  static absl::StatusOr<std::string> ReadFirst(const std::vector<Input>& inputs,
                                               const ReadOptions& options, InputBlocks* blocks,
                                               uint32_t first = 0) {
    BlockReader reader(inputs, options, first);
    BlockPacker packer(*blocks);
    PackedBlock packed;
    std::string all;
    for (Block block; *reader.Next(&block);) {
      packer.Pack(block, &packed);
      if (absl::Status kept = blocks->Append(block, packed); !kept.ok()) return kept;
      Append(block, &all);
    }
    if (absl::Status kept = blocks->Finish(reader.bytes_read()); !kept.ok()) return kept;
    EXPECT_EQ(blocks->input_bytes(), reader.bytes_read());
    return all;
  }

  static absl::StatusOr<std::string> ReadAgain(const InputBlocks& blocks) {
    const std::unique_ptr<BlockSource> reader = blocks.Again();
    std::string all;
    for (Block block;;) {
      const absl::StatusOr<bool> more = reader->Next(&block);
      if (!more.ok()) return more.status();
      if (!*more) break;
      Append(block, &all);
    }
    EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
    return all;
  }

  // Puts a pipe on standard input, and returns the end to write to.
  static int MakePipe() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    return ends[1];
  }
  static std::jthread Give(int pipe, const std::string& bytes) {
    return std::jthread([pipe, &bytes] {
      for (size_t done = 0; done < bytes.size();) {
        const ssize_t n = write(pipe, bytes.data() + done, bytes.size() - done);
        if (n <= 0) break;
        done += static_cast<size_t>(n);
      }
      close(pipe);
    });
  }

  static std::string Lines(size_t n) {
    std::string lines;
    for (size_t i = 0; i < n; ++i) lines += "line " + std::to_string(i) + "\n";
    return lines;
  }

  int input_ = -1;
};

// Damaged and too long records, texts, marks and empty files among them, cut into blocks of any
// size; and more than once.
TEST_F(InputBlocksTest, AreThoseThatWereReadFirst) {
  std::mt19937 rng(1);
  for (int round = 0; round < 100; ++round) {
    std::vector<Input> inputs;
    std::string piped;
    const size_t count = 1 + rng() % 5, pipe_at = rng() % 6;
    for (size_t i = 0; i < count; ++i) {
      std::string bytes = rng() % 3 == 0 ? "\xef\xbb\xbf" : "";
      const size_t lines = rng() % 20;
      for (size_t l = 0; l < lines; ++l)
        bytes += std::string(rng() % 100, static_cast<char>('a' + i)) + "\n";
      const std::string name = std::to_string(round) + "-" + std::to_string(i);
      const auto format = rng() % 3 == 0 ? Format::kText : Format::kJsonl;
      const std::string id = format == Format::kText ? name : "";
      std::string packed = Gzip(bytes);
      if (rng() % 2 == 0) packed.resize(packed.size() - 1 - rng() % 8);
      if (rng() % 3 == 0) packed += "garbage";
      if (i == pipe_at) {
        piped = rng() % 2 == 0 ? packed : bytes;
        inputs.push_back({"-", "", Format::kJsonl});
      } else if (rng() % 2 == 0) {
        inputs.push_back({Write(name + ".gz", packed), id, format});
      } else {
        inputs.push_back({Write(name, bytes), id, format});
      }
    }
    const std::jthread writer = Give(MakePipe(), piped);
    const auto first = static_cast<uint32_t>(rng() % 3);
    const auto blocks = Open(inputs, first);
    ReadOptions options;
    options.block_bytes = 1 + rng() % 200;
    options.max_record_bytes = 60;
    const auto read = ReadFirst(inputs, options, blocks.get(), first);
    ASSERT_TRUE(read.ok()) << read.status();
    for (int time = 0; time < 2; ++time) {
      const auto again = ReadAgain(*blocks);
      ASSERT_TRUE(again.ok()) << again.status();
      ASSERT_EQ(*again, *read) << "round " << round;
    }
  }
}

TEST_F(InputBlocksTest, AFileOnStandardInputIsReadFromWhereItBegan) {
  for (const bool packed : {false, true}) {
    const std::string kept = "kept\n";
    const int fd = open(Write("a", "gone\n" + (packed ? Gzip(kept) : kept)).c_str(), O_RDONLY);
    dup2(fd, STDIN_FILENO);
    close(fd);
    ASSERT_EQ(lseek(STDIN_FILENO, 5, SEEK_SET), 5);
    const std::vector<Input> inputs = {{"-", "", Format::kJsonl}};
    const auto blocks = Open(inputs);
    const auto read = ReadFirst(inputs, {}, blocks.get());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, "0 0:1:0 \nkept\n\n");
    for (int time = 0; time < 2; ++time) EXPECT_EQ(*ReadAgain(*blocks), *read);
  }
}

TEST_F(InputBlocksTest, AFullDiskIsAnError) {
  std::string lines;
  std::mt19937 rng(2);
  while (lines.size() < 3'000'000) lines += std::to_string(rng()) + "\n";  // packed, over a third
  const std::jthread writer = Give(MakePipe(), lines);
  const std::vector<Input> inputs = {{"-", "", Format::kJsonl}};
  const auto blocks = Open(inputs);
  call_failures.room = 300'000;
  const absl::Status status = ReadFirst(inputs, {}, blocks.get()).status();
  EXPECT_NE(status.ToString().find("No space left"), std::string::npos) << status;
  EXPECT_NE(status.ToString().find("--tmp"), std::string::npos) << status;
  dup2(input_, STDIN_FILENO);  // so that the writer ends
}

TEST_F(InputBlocksTest, WhatCannotBeReadAgainIsAnError) {
  const std::string lines = Lines(10);
  const std::jthread writer = Give(MakePipe(), lines);
  const std::vector<Input> inputs = {{"-", "", Format::kJsonl}};
  const auto blocks = Open(inputs);
  ASSERT_TRUE(ReadFirst(inputs, {}, blocks.get()).ok());
  call_failures.read_error = EIO;
  const absl::Status status = ReadAgain(*blocks).status();
  EXPECT_NE(status.ToString().find("cannot read a temporary file"), std::string::npos) << status;
}

TEST_F(InputBlocksTest, AFileThatChangedIsAnErrorAndOneThatGrewIsNone) {
  const std::vector<Input> inputs = {{Write("a", "\xef\xbb\xbfone\n"), "", Format::kJsonl},
                                     {Write("b.gz", Gzip("two\n")), "", Format::kJsonl}};
  const auto blocks = Open(inputs);
  const auto read = ReadFirst(inputs, {}, blocks.get());
  ASSERT_TRUE(read.ok());
  const auto changed = [&](size_t input, const std::string& bytes) {
    const std::string before = ReadFile(inputs[input].path);
    std::ofstream(inputs[input].path, std::ios::binary) << bytes;
    const absl::StatusOr<std::string> again = ReadAgain(*blocks);
    std::ofstream(inputs[input].path, std::ios::binary) << before;
    if (!again.ok()) {
      EXPECT_EQ(again.status().message(), inputs[input].path + ": changed while it was read");
      return true;
    }
    EXPECT_EQ(*again, *read);
    return false;
  };
  EXPECT_TRUE(changed(0, "\xef\xbb\xbfOne\n"));
  EXPECT_TRUE(changed(0, "\xef\xbb\xbfone"));
  EXPECT_TRUE(changed(0, "\xef\xbb"));
  EXPECT_TRUE(changed(0, ""));
  EXPECT_TRUE(changed(1, Gzip("Two\n")));
  EXPECT_TRUE(changed(1, "no archive"));
  EXPECT_FALSE(changed(0, "\xef\xbb\xbfone\nmore\n"));
  EXPECT_FALSE(changed(1, Gzip("two\n") + Gzip("more\n")));
  std::filesystem::remove(inputs[1].path);
  EXPECT_NE(ReadAgain(*blocks).status().message().find(inputs[1].path), std::string::npos);
}

}  // namespace
}  // namespace nearcopy
