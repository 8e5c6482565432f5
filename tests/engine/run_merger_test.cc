#include "nearcopy/engine/run_merger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <random>

#include "io/failing_calls.h"
#include "io/made_files.h"

namespace nearcopy {
namespace {

constexpr uint64_t kLargest = std::numeric_limits<uint64_t>::max();

class Merging : public FolderTest {
 protected:
  void SetUp() override {
    FolderTest::SetUp();
    auto file = SpillFile::Create(folder_.string());
    ASSERT_TRUE(file.ok()) << file.status();
    file_ = *std::move(file);
  }
  void TearDown() override {
    call_failures = {};
    FolderTest::TearDown();
  }

  void AddRun(std::vector<uint64_t> values) {
    std::ranges::sort(values);
    runs_.push_back({file_->size(), values.size()});
    all_.insert(all_.end(), values.begin(), values.end());
    ASSERT_TRUE(
        file_->Append({reinterpret_cast<const char*>(values.data()), values.size() * 8}).ok());
    ASSERT_TRUE(file_->Flush().ok());
  }

  // Reads them with blocks and pieces of several sizes.
  void ExpectMerged() {
    std::ranges::sort(all_);
    std::vector<uint64_t> distinct = all_;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (bool drop_duplicates : {false, true}) {
      for (size_t block : {1, 2, 7, 1000}) {
        for (size_t piece : {1, 3, 500}) {
          std::vector<uint64_t> memory(runs_.size() * block);
          RunMerger merger(*file_, runs_, memory, drop_duplicates);
          ASSERT_TRUE(ReadAll(&merger, piece) == (drop_duplicates ? distinct : all_))
              << "block " << block << ", piece " << piece;
        }
      }
    }
  }

  static std::vector<uint64_t> ReadAll(RunMerger* merger, size_t piece) {
    std::vector<uint64_t> all, out(piece);
    size_t n = piece;
    while (n == piece) {
      const auto read = merger->Read(out);
      EXPECT_TRUE(read.ok()) << read.status();
      n = read.value_or(0);
      all.insert(all.end(), out.begin(), out.begin() + static_cast<ptrdiff_t>(n));
    }
    EXPECT_EQ(*merger->Read(out), 0u);
    return all;
  }

  std::unique_ptr<SpillFile> file_;
  std::vector<SpilledRun> runs_;
  std::vector<uint64_t> all_;
};

TEST_F(Merging, ReadsAnyNumberOfRunsAsOne) {
  std::mt19937_64 random(1);
  for (int runs = 1; runs <= 9; ++runs) {
    std::vector<uint64_t> run(random() % 300);
    for (uint64_t& value : run) value = random() % 1000;
    AddRun(run);
    ExpectMerged();
  }
}

TEST_F(Merging, ReadsRunsThatHaveNothing) {
  AddRun({});
  ExpectMerged();
  AddRun({});
  AddRun({3, 1, 2});
  AddRun({});
  ExpectMerged();
}

// The largest value also stands for the head of a run that has ended.
TEST_F(Merging, ReadsTheLargestValueAsOftenAsItIsThere) {
  AddRun({kLargest});
  ExpectMerged();
  AddRun({1, kLargest, kLargest});
  AddRun({});
  AddRun({kLargest - 1, 2});
  AddRun({kLargest, 0});
  ExpectMerged();
}

TEST_F(Merging, WhatCannotBeReadIsAnErrorAtOnceAndLater) {
  AddRun({1, 4});
  AddRun({2, 3});
  std::vector<uint64_t> out(2), memory(2);
  for (bool at_first : {true, false}) {
    RunMerger merger(*file_, runs_, memory, false);
    if (!at_first) {
      ASSERT_EQ(*merger.Read(std::span(out).first(1)), 1u);
    }
    call_failures.read_error = EIO;
    const absl::Status error = merger.Read(out).status();
    EXPECT_FALSE(error.ok());
    // What comes then is not the next value, even where the disk can be read again.
    call_failures = {};
    for (size_t size : {1, 2}) {
      EXPECT_EQ(merger.Read(std::span(out).first(size)).status(), error) << at_first;
    }
  }
}

}  // namespace
}  // namespace nearcopy
