#include "nearcopy/io/spill_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "io/failing_calls.h"
#include "io/made_files.h"

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

// Bytes that show where they belong.
std::string Bytes(size_t size, size_t from = 0) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((from + i) * 2654435761 >> 16);
  return bytes;
}

class Spilling : public FolderTest {
 protected:
  void TearDown() override {
    call_failures = {};
    FolderTest::TearDown();
  }
  std::unique_ptr<SpillFile> Make() const {
    auto file = SpillFile::Create(folder_.string());
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  static std::string Read(const SpillFile& file, uint64_t offset, size_t size) {
    std::string bytes(size, '\0');
    const absl::Status read = file.Read(offset, bytes);
    EXPECT_TRUE(read.ok()) << read;
    return bytes;
  }
  // What a user can do something about.
  void ExpectNamesFolder(const absl::Status& status, int error) const {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    for (const std::string& part :
         {folder_.string() + ": ", std::string(strerror(error)), std::string("--tmp")}) {
      EXPECT_NE(status.ToString().find(part), std::string::npos) << status;
    }
  }
};

TEST_F(Spilling, GivesBackWhatItTookInPiecesOfAnySize) {
  const auto file = Make();
  std::string all;
  for (size_t size : {size_t{0}, size_t{1}, size_t{100'000}, SpillFile::kBuffer - 1,
                      SpillFile::kBuffer, size_t{7}, 3 * SpillFile::kBuffer, size_t{5}}) {
    const std::string bytes = Bytes(size, all.size());
    ASSERT_TRUE(file->Append(bytes).ok());
    all += bytes;
    ASSERT_EQ(file->size(), all.size());
  }
  ASSERT_TRUE(file->Flush().ok());
  EXPECT_EQ(file->size(), all.size());
  EXPECT_TRUE(Read(*file, 0, all.size()) == all);
  for (size_t from : {size_t{1}, size_t{100'000}, all.size() - 6, all.size()}) {
    const size_t size = std::min<size_t>(all.size() - from, 1000);
    EXPECT_TRUE(Read(*file, from, size) == all.substr(from, size)) << from;
  }
}

TEST_F(Spilling, ManyThreadsReadWhileOneAppends) {
  const auto file = Make();
  constexpr size_t kSize = 1 << 20;
  ASSERT_TRUE(file->Append(Bytes(kSize)).ok());
  ASSERT_TRUE(file->Flush().ok());
  std::vector<std::jthread> readers;
  for (size_t t = 0; t < 4; ++t) {
    readers.emplace_back([&file, t] {
      for (size_t i = 0; i < 200; ++i) {
        const size_t from = (i * 7919 + t * 104729) % (kSize - 5000);
        EXPECT_TRUE(Read(*file, from, 5000) == Bytes(5000, from));
      }
    });
  }
  for (size_t i = 0; i < 200; ++i) ASSERT_TRUE(file->Append(Bytes(5000, kSize + i * 5000)).ok());
  readers.clear();
  ASSERT_TRUE(file->Flush().ok());
  EXPECT_TRUE(Read(*file, kSize, 1'000'000) == Bytes(1'000'000, kSize));
}

TEST_F(Spilling, IsNotToBeSeen) {
  for (bool nameless : {true, false}) {
    call_failures.no_nameless_files = !nameless;
    const auto file = Make();
    EXPECT_TRUE(fs::is_empty(folder_));
    ASSERT_TRUE(file->Append(Bytes(1 << 20)).ok());
    ASSERT_TRUE(file->Flush().ok());
    EXPECT_TRUE(fs::is_empty(folder_));
    EXPECT_TRUE(Read(*file, 0, 1 << 20) == Bytes(1 << 20));
  }
}

TEST_F(Spilling, AKilledRunLeavesNothing) {
  for (bool nameless : {true, false}) {
    const pid_t child = fork();
    if (child == 0) {
      call_failures.no_nameless_files = !nameless;
      const auto file = Make();
      if (file->Append(Bytes(1 << 20)).ok()) raise(SIGKILL);
      _exit(1);
    }
    int state = 0;
    ASSERT_EQ(waitpid(child, &state, 0), child);
    ASSERT_TRUE(WIFSIGNALED(state));
    EXPECT_TRUE(fs::is_empty(folder_));
  }
}

// Who is killed between making a file and taking its name away leaves it, empty.
TEST_F(Spilling, WhereFilesNeedANameTheNextRunRemovesWhatAKilledOneLeft) {
  Write(".nearcopy-1-1.tmp", "");
  call_failures.no_nameless_files = true;
  const auto file = Make();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(Spilling, InterruptedAndShortCallsGoOn) {
  call_failures.interrupted = true;
  call_failures.most_bytes = 1000;
  const auto file = Make();
  ASSERT_TRUE(file->Append(Bytes(12'345)).ok());
  ASSERT_TRUE(file->Append(Bytes(300'000, 12'345)).ok());
  ASSERT_TRUE(file->Flush().ok());
  EXPECT_TRUE(Read(*file, 0, 312'345) == Bytes(312'345));
}

TEST_F(Spilling, AFullDiskIsAnErrorAndAppendsNothing) {
  for (size_t room : {size_t{0}, size_t{100}, SpillFile::kBuffer, SpillFile::kBuffer + 100}) {
    call_failures = {};
    const auto file = Make();
    const std::string first = Bytes(1000), large = Bytes(2 * SpillFile::kBuffer, 1000);
    ASSERT_TRUE(file->Append(first).ok());
    call_failures.room = room;
    ExpectNamesFolder(file->Append(large), ENOSPC);
    EXPECT_EQ(file->size(), 1000u);
    call_failures = {};  // somebody made room
    ASSERT_TRUE(file->Append(large).ok());
    ASSERT_TRUE(file->Flush().ok());
    EXPECT_TRUE(Read(*file, 0, file->size()) == first + large);
  }
}

TEST_F(Spilling, AFullDiskIsAnErrorOfFlushToo) {
  const auto file = Make();
  ASSERT_TRUE(file->Append(Bytes(1000)).ok());
  call_failures.room = 10;
  ExpectNamesFolder(file->Flush(), ENOSPC);
  EXPECT_EQ(file->size(), 1000u);
}

// The system's own limit; a process that does not ignore the signal would die of it.
TEST_F(Spilling, AFileOverTheLimitIsAnError) {
  const auto file = Make();
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{1 << 20, limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status fits = file->Append(Bytes(900'000));
  const absl::Status over = file->Append(Bytes(900'000, 900'000));
  setrlimit(RLIMIT_FSIZE, &limit);
  signal(SIGXFSZ, handler);
  EXPECT_TRUE(fits.ok()) << fits;
  ExpectNamesFolder(over, EFBIG);
  EXPECT_TRUE(Read(*file, 0, 900'000) == Bytes(900'000));
}

TEST_F(Spilling, WhatCannotBeReadIsAnError) {
  const auto file = Make();
  ASSERT_TRUE(file->Append(Bytes(1000)).ok());
  ASSERT_TRUE(file->Flush().ok());
  std::string out(1000, '\0');
  call_failures.read_error = EIO;
  ExpectNamesFolder(file->Read(0, out), EIO);
  call_failures = {};
  ExpectNamesFolder(file->Read(1, out), EIO);  // a byte more than there is
}

TEST_F(Spilling, AFolderThatTakesNoFileIsAnError) {
  EXPECT_EQ(SpillFile::Create("").status().code(), absl::StatusCode::kUnavailable);
  const fs::path parent = folder_;
  folder_ = parent / "missing";
  ExpectNamesFolder(SpillFile::Create(folder_.string()).status(), ENOENT);
  folder_ = parent;
  folder_ = Write("file", "");
  ExpectNamesFolder(SpillFile::Create(folder_.string()).status(), ENOTDIR);
  folder_ = parent;
  if (geteuid() == 0) return;  // who may do anything
  ASSERT_EQ(chmod(folder_.c_str(), 0500), 0);
  ExpectNamesFolder(SpillFile::Create(folder_.string()).status(), EACCES);
  ASSERT_EQ(chmod(folder_.c_str(), 0700), 0);
}

}  // namespace
}  // namespace nearcopy
