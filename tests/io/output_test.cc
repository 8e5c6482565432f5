#include "nearcopy/io/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "io/made_files.h"
#include "nearcopy/io/byte_source.h"
#include "nearcopy/io/temporary.h"

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class Output : public FolderTest {
 protected:
  size_t Entries() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  // A set of the files "data" and "mark" in a folder, with their contents.
  static absl::Status Make(OutputSet* set, const std::string& folder, bool replace,
                           const std::string& contents) {
    if (absl::Status made = set->MakeFolder(folder); !made.ok()) return made;
    const auto mark = set->CreateMark(folder + "/mark", replace);
    if (!mark.ok()) return mark.status();
    const auto data = set->Create(folder + "/data", replace);
    if (!data.ok()) return data.status();
    (*mark)->Append(contents);
    (*data)->Append(contents);
    return absl::OkStatus();
  }

  const Inputs none_;
};

TEST_F(Output, NothingIsInPlaceBeforeCommit) {
  OutputSet set(none_);
  ASSERT_TRUE(set.MakeFolder(PathOf("new")).ok());
  auto mark = set.CreateMark(PathOf("new/mark"), false);
  auto data = set.Create(PathOf("new/data"), false);
  ASSERT_TRUE(mark.ok() && data.ok());
  (*data)->Append("one ");
  (*data)->Append("two");
  (*mark)->Append("whole");
  EXPECT_FALSE(fs::exists(PathOf("new")));
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Read(PathOf("new/data")), "one two");
  EXPECT_EQ(Read(PathOf("new/mark")), "whole");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(Output, WithoutCommitNothingStays) {
  {
    OutputSet set(none_);
    ASSERT_TRUE(set.MakeFolder(PathOf("new/")).ok());
    ASSERT_TRUE(set.Create(PathOf("new//data"), false).ok());
    ASSERT_TRUE(set.Create(PathOf("other"), false).ok());
  }
  EXPECT_EQ(Entries(), 0u);
}

TEST_F(Output, AnExistingFileIsReplacedOnlyWhenAsked) {
  Write("data", "old");
  {
    OutputSet set(none_);
    EXPECT_TRUE(absl::IsAlreadyExists(set.Create(PathOf("data"), false).status()));
    auto file = set.Create(PathOf("data"), true);
    ASSERT_TRUE(file.ok());
    (*file)->Append("new");
    EXPECT_EQ(Read(PathOf("data")), "old");
  }
  EXPECT_EQ(Read(PathOf("data")), "old");
  ASSERT_EQ(chmod(PathOf("data").c_str(), 0640), 0);
  OutputSet set(none_);
  auto file = set.Create(PathOf("data"), true);
  ASSERT_TRUE(file.ok());
  (*file)->Append("new");
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Read(PathOf("data")), "new");
  EXPECT_EQ(fs::status(PathOf("data")).permissions(), fs::perms(0640));
}

TEST_F(Output, NewFilesAndFoldersHaveTheRightsThatTheUserGivesNewFiles) {
  const mode_t mask = umask(027);
  OutputSet set(none_);
  EXPECT_TRUE(Make(&set, PathOf("new"), false, "new").ok());
  EXPECT_TRUE(set.Create(PathOf("other"), false).ok());
  umask(mask);
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(fs::status(PathOf("new")).permissions(), fs::perms(0750));
  EXPECT_EQ(fs::status(PathOf("new/data")).permissions(), fs::perms(0640));
  EXPECT_EQ(fs::status(PathOf("other")).permissions(), fs::perms(0640));
}

// A failure between the first renaming and the last leaves no mark, neither the old nor the new.
TEST_F(Output, TheMarkIsTheFirstToGoAndTheLastToCome) {
  for (bool old : {false, true}) {
    fs::remove_all(PathOf("out"));
    fs::create_directory(PathOf("out"));
    if (old) {
      Write("out/mark", "old");
      Write("out/data", "old");
    }
    OutputSet set(none_);
    ASSERT_TRUE(Make(&set, PathOf("out"), old, "new").ok());
    fs::remove(PathOf("out/data"));
    fs::create_directories(PathOf("out/data/in the way"));
    EXPECT_FALSE(set.Commit().ok());
    EXPECT_FALSE(fs::exists(PathOf("out/mark"))) << old;
  }
}

TEST_F(Output, OfTwoRunsForOneNewResultTheFirstToEndWins) {
  for (bool folder_is_there : {false, true}) {
    fs::remove_all(PathOf("out"));
    if (folder_is_there) fs::create_directory(PathOf("out"));
    OutputSet slow(none_), fast(none_);
    ASSERT_TRUE(Make(&slow, PathOf("out"), false, "slow").ok());
    ASSERT_TRUE(Make(&fast, PathOf("out"), false, "fast").ok());
    ASSERT_TRUE(fast.Commit().ok());
    EXPECT_TRUE(absl::IsAlreadyExists(slow.Commit()));
    EXPECT_EQ(Read(PathOf("out/data")) + Read(PathOf("out/mark")), "fastfast");
  }
}

TEST_F(Output, OfTwoRunsThatMayReplaceTheLastToEndWins) {
  OutputSet slow(none_), fast(none_);
  ASSERT_TRUE(Make(&slow, PathOf("out"), true, "slow").ok());
  ASSERT_TRUE(Make(&fast, PathOf("out"), true, "fast").ok());
  ASSERT_TRUE(fast.Commit().ok());
  ASSERT_TRUE(slow.Commit().ok());
  EXPECT_EQ(Read(PathOf("out/data")) + Read(PathOf("out/mark")), "slowslow");
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(Output, IsNeverAnInput) {
  Write("in", "in");
  fs::create_symlink("in", PathOf("link"));
  fs::create_hard_link(PathOf("in"), PathOf("other name"));
  Inputs inputs;
  inputs.files = {{PathOf("in"), "in", Format::kJsonl}};
  OutputSet set(inputs);
  for (const char* name : {"in", "link", "other name", "./in"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(set.Create(PathOf(name), true).status())) << name;
  }
  EXPECT_TRUE(set.Create(PathOf("out"), true).ok());
}

TEST_F(Output, IsNeverStandardInputsFile) {
  const std::string path = Write("in", "in");
  const int kept = dup(STDIN_FILENO);
  ASSERT_NE(freopen(path.c_str(), "r", stdin), nullptr);
  Inputs inputs;
  inputs.files = {{"-", "-", Format::kJsonl}};
  EXPECT_TRUE(absl::IsInvalidArgument(OutputSet(inputs).Create(path, true).status()));
  dup2(kept, STDIN_FILENO);
  close(kept);
}

TEST_F(Output, NoTwoAreOne) {
  fs::create_directory(PathOf("real"));
  fs::create_directory_symlink("real", PathOf("link"));
  OutputSet set(none_);
  ASSERT_TRUE(set.MakeFolder(PathOf("new/")).ok());
  ASSERT_TRUE(set.CreateMark(PathOf("new//mark"), true).ok());
  ASSERT_TRUE(set.Create(PathOf("real/data"), true).ok());
  ASSERT_TRUE(set.Create("-", true).ok());
  for (const std::string& same : {PathOf("new"), PathOf("new/mark"), PathOf("new/../new/mark"),
                                  PathOf("link/data"), std::string("-")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(set.Create(same, true).status())) << same;
  }
}

TEST_F(Output, ALinkStaysAndWhatItPointsToIsReplaced) {
  Write("real", "old");
  fs::create_symlink("real", PathOf("link"));
  OutputSet set(none_);
  auto file = set.Create(PathOf("link"), true);
  ASSERT_TRUE(file.ok());
  (*file)->Append("new");
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_TRUE(fs::is_symlink(PathOf("link")));
  EXPECT_EQ(Read(PathOf("real")), "new");
}

TEST_F(Output, ALinkToNothingIsAnErrorAtOnce) {
  fs::create_symlink("nothing", PathOf("link"));
  fs::create_symlink("loop", PathOf("loop"));
  OutputSet set(none_);
  for (const char* name : {"link", "loop"}) {
    EXPECT_FALSE(set.MakeFolder(PathOf(name)).ok()) << name;
    for (bool replace : {false, true}) EXPECT_FALSE(set.Create(PathOf(name), replace).ok()) << name;
    EXPECT_TRUE(fs::is_symlink(PathOf(name)));
  }
  EXPECT_EQ(Entries(), 2u);
}

TEST_F(Output, APathFromHereWillDo) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  OutputSet set(none_);
  EXPECT_TRUE(Make(&set, "new", false, "new").ok());
  EXPECT_TRUE(set.Create("file", false).ok());
  EXPECT_TRUE(set.Commit().ok());
  fs::current_path(before);
  EXPECT_EQ(Read(PathOf("new/data")), "new");
  EXPECT_TRUE(fs::exists(PathOf("file")));
  EXPECT_EQ(Entries(), 2u);
}

// The other files of a run that comes too late do not appear either.
TEST_F(Output, OfARunThatComesTooLateNothingAppears) {
  OutputSet slow(none_), fast(none_);
  ASSERT_TRUE(Make(&slow, PathOf("out"), false, "slow").ok());
  ASSERT_TRUE(slow.Create(PathOf("rejected"), false).ok());
  ASSERT_TRUE(Make(&fast, PathOf("out"), false, "fast").ok());
  ASSERT_TRUE(fast.Commit().ok());
  EXPECT_FALSE(slow.Commit().ok());
  EXPECT_FALSE(fs::exists(PathOf("rejected")));
}

TEST_F(Output, APipeIsWrittenAndStaysAPipe) {
  ASSERT_EQ(mkfifo(PathOf("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(OutputSet(none_).Create(PathOf("pipe"), true).ok());  // nobody reads it
  const int reader = open(PathOf("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  OutputSet set(none_);
  auto file = set.Create(PathOf("pipe"), false);
  ASSERT_TRUE(file.ok());
  (*file)->Append("through");
  ASSERT_TRUE(set.Commit().ok());
  char bytes[16];
  EXPECT_EQ(read(reader, bytes, sizeof(bytes)), 7);
  EXPECT_TRUE(fs::is_fifo(PathOf("pipe")));
  close(reader);
}

TEST_F(Output, WhatAKilledRunLeftIsRemovedByTheNext) {
  const pid_t child = fork();
  if (child == 0) {
    OutputSet set(none_);
    if (Make(&set, PathOf("new"), false, "new").ok() && set.Create(PathOf("data"), false).ok()) {
      raise(SIGKILL);
    }
    _exit(1);
  }
  int state = 0;
  ASSERT_EQ(waitpid(child, &state, 0), child);
  ASSERT_TRUE(WIFSIGNALED(state));
  EXPECT_EQ(Entries(), 2u);
  OutputSet set(none_);
  auto file = set.Create(PathOf("data"), false);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(Entries(), 1u);  // its own
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(Output, WhatIsNoLeftOverStays) {
  ASSERT_EQ(mkfifo(PathOf(".nearcopy-1-1.tmp").c_str(), 0600), 0);  // opening it would wait
  fs::create_symlink("/dev/null", PathOf(".nearcopy-1-2.tmp"));
  Write(".nearcopy-mine.tmp", "mine");
  OutputSet set(none_);
  ASSERT_TRUE(set.Create(PathOf("data"), false).ok());
  EXPECT_EQ(Entries(), 4u);
}

TEST_F(Output, TwoRunsLeaveEachOtherAlone) {
  OutputSet one(none_), two(none_);
  ASSERT_TRUE(Make(&one, PathOf("one"), false, "1").ok());
  ASSERT_TRUE(Make(&two, PathOf("two"), false, "2").ok());
  ASSERT_TRUE(one.Commit().ok());
  ASSERT_TRUE(two.Commit().ok());
  EXPECT_EQ(Read(PathOf("one/data")) + Read(PathOf("two/data")), "12");
}

TEST_F(Output, NamesSayWhatIsCompressed) {
  const std::string line = "{\"id\": \"a\"}\n";
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919) + line;
  OutputSet set(none_);
  for (const char* name : {"a.gz", "a.zst", "b.GZ", "plain", "empty.gz", "empty.zst"}) {
    const auto file = set.Create(PathOf(name), false);
    ASSERT_TRUE(file.ok()) << file.status();
    if (std::string_view(name).starts_with("empty")) continue;
    // However the bytes come.
    const size_t step = std::string_view(name) == "b.GZ" ? 1 << 20 : 999;
    for (size_t i = 0; i < text.size(); i += step) {
      (*file)->Append(std::string_view(text).substr(i, step));
    }
  }
  ASSERT_TRUE(set.Commit().ok());
  EXPECT_EQ(Read(PathOf("plain")), text);
  for (const char* name : {"a.gz", "a.zst", "b.GZ", "empty.gz", "empty.zst"}) {
    EXPECT_LT(fs::file_size(PathOf(name)), text.size() / 3);
    const auto source = ByteSource::Open(PathOf(name), {});
    ASSERT_TRUE(source.ok());
    std::string back(text.size() + 1, '\0');
    back.resize((*source)->Read(back.data(), back.size()));
    EXPECT_FALSE((*source)->damage()) << name;
    EXPECT_TRUE(back == (std::string_view(name).starts_with("empty") ? "" : text)) << name;
  }
  EXPECT_TRUE(Read(PathOf("a.gz")) == Read(PathOf("b.GZ")));
}

TEST_F(Output, AMissingParentIsAnError) {
  OutputSet set(none_);
  EXPECT_FALSE(set.MakeFolder(PathOf("a/b")).ok());
  EXPECT_FALSE(set.Create(PathOf("a/b"), false).ok());
}

// What a signal's thread does; the process is of no more use afterwards.
TEST_F(Output, AbandonedNothingStays) {
  const pid_t child = fork();
  if (child == 0) {
    OutputSet set(none_);
    const bool made =
        Make(&set, PathOf("new"), false, "new").ok() && set.Create(PathOf("data"), false).ok();
    {
      const std::lock_guard busy(TemporaryMutex());
      std::thread([] {
        if (AbandonTemporaries()) _exit(1);
      }).join();
    }
    std::thread([made] { _exit(made && AbandonTemporaries() ? 0 : 1); }).join();
  }
  int state = 0;
  ASSERT_EQ(waitpid(child, &state, 0), child);
  EXPECT_EQ(state, 0);
  EXPECT_EQ(Entries(), 0u);
}

}  // namespace
}  // namespace nearcopy
