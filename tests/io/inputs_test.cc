#include "nearcopy/io/inputs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "made_files.h"

namespace nearcopy {
namespace {

using FindInputsTest = FolderTest;

std::vector<std::string> Ids(const Inputs& inputs) {
  std::vector<std::string> ids;
  for (const Input& file : inputs.files) ids.push_back(file.id);
  return ids;
}

TEST_F(FindInputsTest, TellsFormatsByName) {
  std::vector<std::string> paths;
  for (const char* name :
       {"a.jsonl", "b.ndjson", "c.txt", "d.jsonl.gz", "e.ndjson.zst", "f.txt.gz", "G.JSONL.GZ"}) {
    paths.push_back(Write(name, ""));
  }
  const auto inputs = FindInputs(paths, Format::kAuto);
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  const Format expected[] = {Format::kJsonl, Format::kJsonl, Format::kText, Format::kJsonl,
                             Format::kJsonl, Format::kText,  Format::kJsonl};
  ASSERT_EQ(inputs->files.size(), std::size(expected));
  for (size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(inputs->files[i].format, expected[i]) << paths[i];
    EXPECT_EQ(inputs->files[i].path, paths[i]);
  }
}

TEST_F(FindInputsTest, KeepsTheGivenOrder) {
  const std::string b = Write("b.txt", ""), a = Write("a.txt", "");
  const auto inputs = FindInputs({b, a}, Format::kAuto);
  ASSERT_TRUE(inputs.ok());
  EXPECT_EQ(Ids(*inputs), (std::vector<std::string>{"b.txt", "a.txt"}));
}

TEST_F(FindInputsTest, TakesASingleFilesNameAsId) {
  const auto inputs = FindInputs({Write("deep/er/story.txt.zst", "")}, Format::kAuto);
  ASSERT_TRUE(inputs.ok());
  EXPECT_EQ(Ids(*inputs), std::vector<std::string>{"story.txt"});
}

TEST_F(FindInputsTest, WalksFoldersInOrderOfPaths) {
  for (const char* name : {"n/b.txt", "n/a/x.txt.gz", "n/a.txt", "n/a/z/q.txt", "n/B.txt"}) {
    Write(name, "");
  }
  Write("n/readme.md", "");
  Write("n/a/none", "");
  for (const std::string& root : {PathOf("n"), PathOf("n/")}) {
    const auto inputs = FindInputs({root}, Format::kAuto);
    ASSERT_TRUE(inputs.ok()) << inputs.status();
    EXPECT_EQ(Ids(*inputs),
              (std::vector<std::string>{"B.txt", "a.txt", "a/x.txt", "a/z/q.txt", "b.txt"}));
    EXPECT_EQ(inputs->files[2].path, PathOf("n/a/x.txt.gz"));
    EXPECT_EQ(inputs->ignored,
              (std::vector<std::string>{PathOf("n/a/none"), PathOf("n/readme.md")}));
  }
}

TEST_F(FindInputsTest, TakesEveryFileOfAFolderWhereTheFormatIsGiven) {
  Write("n/1", "");
  Write("n/2.jsonl", "");
  const auto inputs = FindInputs({PathOf("n")}, Format::kText);
  ASSERT_TRUE(inputs.ok());
  EXPECT_EQ(Ids(*inputs), (std::vector<std::string>{"1", "2.jsonl"}));
  EXPECT_EQ(inputs->files[1].format, Format::kText);
  EXPECT_TRUE(inputs->ignored.empty());
}

TEST_F(FindInputsTest, FollowsLinks) {
  Write("other/a.txt", "");
  Write("n/b.txt", "");
  std::filesystem::create_directory_symlink(PathOf("other"), PathOf("n/linked"));
  std::filesystem::create_symlink(PathOf("other/a.txt"), PathOf("n/c.txt"));
  const auto inputs = FindInputs({PathOf("n")}, Format::kAuto);
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(Ids(*inputs), (std::vector<std::string>{"b.txt", "c.txt", "linked/a.txt"}));
}

TEST_F(FindInputsTest, NamesTheLinkThatLoops) {
  Write("n/a/b.txt", "");
  std::filesystem::create_directory_symlink(PathOf("n"), PathOf("n/a/up"));
  const auto inputs = FindInputs({PathOf("n")}, Format::kAuto);
  ASSERT_FALSE(inputs.ok());
  EXPECT_NE(inputs.status().message().find(PathOf("n/a/up")), absl::string_view::npos);
  EXPECT_NE(inputs.status().message().find("Too many levels of symbolic links"),
            absl::string_view::npos);
}

TEST_F(FindInputsTest, NamesWhatCannotBeRead) {
  Write("n/a.txt", "");
  std::filesystem::create_symlink("self.txt", PathOf("n/self.txt"));
  std::filesystem::create_directory(PathOf("broken"));
  std::filesystem::create_symlink("nowhere", PathOf("broken/b.txt"));
  std::filesystem::create_directory(PathOf("pipes"));
  ASSERT_EQ(mkfifo(PathOf("pipes/p.txt").c_str(), 0600), 0);
  const struct {
    std::string path, named, why;
  } cases[] = {{PathOf("n"), PathOf("n/self.txt"), "Too many levels of symbolic links"},
               {PathOf("broken"), PathOf("broken/b.txt"), "a link to nothing"},
               {PathOf("pipes"), PathOf("pipes/p.txt"), "not a regular file"},
               {PathOf("pipes/p.txt"), PathOf("pipes/p.txt"), "not a regular file"},
               {PathOf("missing.txt"), PathOf("missing.txt"), "No such file"},
               {"/dev/null", "/dev/null", "not a regular file"},
               {Write("odd.xyz", ""), PathOf("odd.xyz"), "format"},
               {"", "", "No such file"}};
  for (const auto& c : cases) {
    const auto inputs = FindInputs({c.path}, Format::kAuto);
    ASSERT_FALSE(inputs.ok()) << c.path;
    const std::string message(inputs.status().message());
    EXPECT_NE(message.find(c.named), message.npos) << message;
    EXPECT_NE(message.find(c.why), message.npos) << message;
  }
}

TEST_F(FindInputsTest, TakesStandardInputOnce) {
  const auto once = FindInputs({"-"}, Format::kAuto);
  ASSERT_TRUE(once.ok());
  EXPECT_EQ(once->files.at(0).format, Format::kJsonl);
  EXPECT_EQ(FindInputs({"-"}, Format::kText)->files.at(0).id, "-");
  EXPECT_FALSE(FindInputs({"-", "-"}, Format::kAuto).ok());
}

TEST_F(FindInputsTest, FindsNothingInAnEmptyFolder) {
  const auto inputs = FindInputs({PathOf("")}, Format::kAuto);
  ASSERT_TRUE(inputs.ok());
  EXPECT_TRUE(inputs->files.empty());
}

}  // namespace
}  // namespace nearcopy
