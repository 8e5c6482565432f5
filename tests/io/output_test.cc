#include "nearcopy/io/output.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

class Output : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "nearcopy_output_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  size_t Entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  std::string folder_;
};

TEST_F(Output, NothingIsInPlaceBeforeCommit) {
  OutputSet set;
  ASSERT_TRUE(set.MakeFolder(folder_ + "/new").ok());
  auto mark = set.CreateMark(folder_ + "/new/mark", false);
  auto data = set.Create(folder_ + "/new/data", false);
  ASSERT_TRUE(mark.ok() && data.ok());
  (*data)->Append("one ");
  (*data)->Append("two");
  (*mark)->Append("whole");
  EXPECT_FALSE(fs::exists(folder_ + "/new/data"));
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Read(folder_ + "/new/data"), "one two");
  EXPECT_EQ(Read(folder_ + "/new/mark"), "whole");
}

TEST_F(Output, WithoutCommitNothingStays) {
  {
    OutputSet set;
    ASSERT_TRUE(set.MakeFolder(folder_ + "/new").ok());
    ASSERT_TRUE(set.Create(folder_ + "/new/data", false).ok());
    ASSERT_TRUE(set.Create(folder_ + "/other", false).ok());
  }
  EXPECT_EQ(Entries(), 0u);
}

TEST_F(Output, AnExistingFileIsReplacedOnlyWhenAsked) {
  std::ofstream(folder_ + "/data") << "old";
  {
    OutputSet set;
    EXPECT_TRUE(absl::IsAlreadyExists(set.Create(folder_ + "/data", false).status()));
    auto file = set.Create(folder_ + "/data", true);
    ASSERT_TRUE(file.ok());
    (*file)->Append("new");
    EXPECT_EQ(Read(folder_ + "/data"), "old");
  }
  EXPECT_EQ(Read(folder_ + "/data"), "old");
  OutputSet set;
  auto file = set.Create(folder_ + "/data", true);
  ASSERT_TRUE(file.ok());
  (*file)->Append("new");
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Read(folder_ + "/data"), "new");
}

TEST_F(Output, WhatAKilledRunLeftIsRemovedByTheNext) {
  const pid_t child = fork();
  if (child == 0) {
    OutputSet set;
    if (set.Create(folder_ + "/data", false).ok()) raise(SIGKILL);
    _exit(1);
  }
  int state = 0;
  ASSERT_EQ(waitpid(child, &state, 0), child);
  ASSERT_TRUE(WIFSIGNALED(state));
  EXPECT_EQ(Entries(), 1u);
  OutputSet set;
  auto file = set.Create(folder_ + "/data", false);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(Entries(), 1u);  // its own
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(Output, TwoRunsLeaveEachOtherAlone) {
  OutputSet one, two;
  auto a = one.Create(folder_ + "/a", false);
  auto b = two.Create(folder_ + "/b", false);
  ASSERT_TRUE(a.ok() && b.ok());
  (*a)->Append("a");
  (*b)->Append("b");
  ASSERT_TRUE(one.Commit().ok());
  ASSERT_TRUE(two.Commit().ok());
  EXPECT_EQ(Read(folder_ + "/a") + Read(folder_ + "/b"), "ab");
}

TEST_F(Output, AMissingParentIsAnError) {
  OutputSet set;
  EXPECT_FALSE(set.MakeFolder(folder_ + "/a/b").ok());
  EXPECT_FALSE(set.Create(folder_ + "/a/b", false).ok());
}

}  // namespace
}  // namespace nearcopy
