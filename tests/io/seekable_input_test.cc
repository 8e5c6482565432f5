#include "nearcopy/io/seekable_input.h"

#include <fcntl.h>

#include <chrono>

#include "made_files.h"

namespace nearcopy {
namespace {

class SeekableInputTest : public FolderTest {
 protected:
  // Opened again as it is now.
  static absl::StatusOr<SeekableInput> Again(const std::string& path) {
    const auto seen = LookAtSeekable(path);
    EXPECT_TRUE(seen) << path;
    return SeekableInput::Open(path, seen.value_or(FileState{}));
  }
  static std::string Bytes(const SeekableInput& input, uint64_t byte, size_t size) {
    std::string bytes(size, '\0');
    const absl::Status read = input.Read(byte, bytes);
    EXPECT_TRUE(read.ok()) << read;
    return bytes;
  }
  static void ExpectChanged(const absl::Status& status, const std::string& name) {
    EXPECT_EQ(status, absl::FailedPreconditionError(name + ": changed while it was read"));
  }
};

TEST_F(SeekableInputTest, ReadsAtAnyOffset) {
  const auto input = Again(Write("a.jsonl", "one two three"));
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(Bytes(*input, 8, 5), "three");
  EXPECT_EQ(Bytes(*input, 0, 3), "one");
  EXPECT_EQ(Bytes(*input, 13, 0), "");
  std::string more(6, '\0');
  ExpectChanged(input->Read(8, more), PathOf("a.jsonl"));
}

TEST_F(SeekableInputTest, CountsFromWhereStandardInputStands) {
  const std::string path = Write("in", "read before|one two");
  StandardInput from(open(path.c_str(), O_RDONLY));
  ASSERT_EQ(lseek(STDIN_FILENO, 12, SEEK_SET), 12);
  const auto input = Again("-");
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(Bytes(*input, 4, 3), "two");
  EXPECT_EQ(lseek(STDIN_FILENO, 0, SEEK_CUR), 12);
  std::string more(8, '\0');
  ExpectChanged(input->Read(0, more), "standard input");
}

TEST_F(SeekableInputTest, KnowsWhatCannotBeReadTwice) {
  EXPECT_FALSE(LookAtSeekable(Write("a.jsonl.gz", Gzip("x"))));
  EXPECT_FALSE(LookAtSeekable(Write("a.txt.ZST", Zstd("x"))));
  EXPECT_FALSE(LookAtSeekable(PathOf("missing.jsonl")));
  EXPECT_FALSE(LookAtSeekable(PathOf("")));
  for (const std::string& packed : {Gzip("x"), Zstd("x")}) {
    StandardInput from(open(Write("in", packed).c_str(), O_RDONLY));
    EXPECT_FALSE(LookAtSeekable("-"));
  }
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  {
    StandardInput from(ends[0]);
    EXPECT_FALSE(LookAtSeekable("-"));
  }
  close(ends[1]);
}

TEST_F(SeekableInputTest, TakesAFileThatGrew) {
  const std::string path = Write("a.jsonl", "one");
  const auto seen = LookAtSeekable(path);
  std::ofstream(path, std::ios::app) << " two";
  const auto input = SeekableInput::Open(path, *seen);
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(Bytes(*input, 0, 3), "one");
}

// Each is told by one thing alone.
TEST_F(SeekableInputTest, RefusesAFileThatIsAnother) {
  const std::string path = Write("a.jsonl", "one two");
  const auto time = std::filesystem::last_write_time(path);
  const auto seen = LookAtSeekable(path);
  EXPECT_TRUE(SeekableInput::Open(path, *seen).ok());

  std::filesystem::last_write_time(path, time - std::chrono::hours(1));
  ExpectChanged(SeekableInput::Open(path, *seen).status(), path);

  Write("a.jsonl", "one");
  std::filesystem::last_write_time(path, time);
  ExpectChanged(SeekableInput::Open(path, *seen).status(), path);

  std::filesystem::rename(Write("b.jsonl", "one two"), path);
  std::filesystem::last_write_time(path, time);
  ExpectChanged(SeekableInput::Open(path, *seen).status(), path);
}

TEST_F(SeekableInputTest, NamesAFileThatIsGone) {
  const std::string path = Write("a.jsonl", "one");
  const auto seen = LookAtSeekable(path);
  std::filesystem::remove(path);
  const absl::Status gone = SeekableInput::Open(path, *seen).status();
  EXPECT_EQ(gone.code(), absl::StatusCode::kNotFound);
  EXPECT_NE(gone.ToString().find(path), std::string::npos);
}

}  // namespace
}  // namespace nearcopy
