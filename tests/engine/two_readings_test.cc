#include "nearcopy/engine/two_readings.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "io/failing_calls.h"
#include "io/made_files.h"
#include "nearcopy/io/block_reader.h"

namespace nearcopy {
namespace {

class TwoReadingsTest : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    input_ = dup(STDIN_FILENO);
  }
  void TearDown() override {
    call_failures = {};
    dup2(input_, STDIN_FILENO);
    close(input_);
    FolderTest::TearDown();
  }

  std::unique_ptr<TwoReadings> Begin(std::vector<Input> inputs) const {
    ReadSettings settings;
    settings.inputs.files = std::move(inputs);
    auto readings = TwoReadings::Begin(settings, folder_.string());
    EXPECT_TRUE(readings.ok()) << readings.status();
    return *std::move(readings);
  }

  // All bytes of the inputs; damage is said between them.
  static std::string ReadAll(const TwoReadings& readings) {
    BlockReader reader(readings.settings().inputs.files, readings.settings().limits);
    std::string all;
    for (Block block; *reader.Next(&block);) {
      all += block.kind == Block::Kind::kDamage ? "damage: " + block.damage->message : "";
      all += block.bytes;
    }
    return all;
  }

  // Reads standard input a first time, as a pipe that gives `bytes`.
  static std::string ReadPipe(const TwoReadings& readings, const std::string& bytes) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    std::thread writer([&] {
      for (size_t done = 0; done < bytes.size();) {
        const ssize_t n = write(ends[1], bytes.data() + done, bytes.size() - done);
        if (n <= 0) break;
        done += static_cast<size_t>(n);
      }
      close(ends[1]);
    });
    std::string read = ReadAll(readings);
    writer.join();
    return read;
  }

  static std::string Lines(size_t n) {
    std::string lines;
    for (size_t i = 0; i < n; ++i) lines += "line " + std::to_string(i) + "\n";
    return lines;
  }

  static void MakePipeOfStandardInput() {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
  }

  int input_ = -1;
};

TEST_F(TwoReadingsTest, APipeGivesTheSameAgain) {
  for (const bool packed : {false, true}) {
    MakePipeOfStandardInput();
    const std::string path = Write("a.jsonl", "first\n"), lines = Lines(100'000);
    const auto readings = Begin({{path, "", Format::kJsonl}, {"-", "", Format::kJsonl}});
    ASSERT_EQ(ReadPipe(*readings, packed ? Gzip(lines) : lines), "first\n" + lines);
    ASSERT_TRUE(readings->EndFirst().ok());
    EXPECT_EQ(ReadAll(*readings), "first\n" + lines);
    EXPECT_TRUE(readings->EndSecond().ok());
  }
}

TEST_F(TwoReadingsTest, AFileOnStandardInputIsReadFromWhereItBegan) {
  const int fd = open(Write("a.jsonl", "gone\nkept\n").c_str(), O_RDONLY);
  dup2(fd, STDIN_FILENO);
  close(fd);
  ASSERT_EQ(lseek(STDIN_FILENO, 5, SEEK_SET), 5);
  const auto readings = Begin({{"-", "", Format::kJsonl}});
  EXPECT_EQ(ReadAll(*readings), "kept\n");
  ASSERT_TRUE(readings->EndFirst().ok());
  EXPECT_EQ(ReadAll(*readings), "kept\n");
  EXPECT_TRUE(readings->EndSecond().ok());
}

TEST_F(TwoReadingsTest, AFullDiskIsAnErrorAfterTheFirstReading) {
  MakePipeOfStandardInput();
  const auto readings = Begin({{"-", "", Format::kJsonl}});
  call_failures.room = 300'000;
  const std::string lines = Lines(100'000);
  EXPECT_EQ(ReadPipe(*readings, lines), lines);
  const absl::Status status = readings->EndFirst();
  EXPECT_NE(status.ToString().find("No space left"), std::string::npos) << status;
  EXPECT_NE(status.ToString().find("--tmp"), std::string::npos) << status;
}

TEST_F(TwoReadingsTest, WhatCannotBeReadAgainIsAnError) {
  MakePipeOfStandardInput();
  const auto readings = Begin({{"-", "", Format::kJsonl}});
  ReadPipe(*readings, Lines(10));
  ASSERT_TRUE(readings->EndFirst().ok());
  call_failures.read_error = EIO;
  EXPECT_NE(ReadAll(*readings).find("damage"), std::string::npos);
  const absl::Status status = readings->EndSecond();
  EXPECT_NE(status.ToString().find("cannot read a temporary file"), std::string::npos) << status;
}

TEST_F(TwoReadingsTest, AFileThatChangedIsAnError) {
  const std::string path = Write("a.jsonl", "one\n"), packed = Write("b.jsonl.gz", Gzip("two\n"));
  for (const std::string& changed : {path, packed}) {
    const auto readings = Begin({{path, "", Format::kJsonl}, {packed, "", Format::kJsonl}});
    EXPECT_EQ(ReadAll(*readings), "one\ntwo\n");
    ASSERT_TRUE(readings->EndFirst().ok());
    EXPECT_TRUE(readings->EndSecond().ok());
    std::ofstream(changed, std::ios::binary | std::ios::app) << "more";
    EXPECT_EQ(readings->EndSecond().message(), changed + ": changed while it was read");
    std::filesystem::remove(changed);
    EXPECT_EQ(readings->EndSecond().message(), changed + ": changed while it was read");
    Write("a.jsonl", "one\n");
    Write("b.jsonl.gz", Gzip("two\n"));
  }
}

}  // namespace
}  // namespace nearcopy
