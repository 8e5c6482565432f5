#include "nearcopy/io/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "made_files.h"

namespace nearcopy {
namespace {

struct Result {
  std::string bytes;
  std::optional<Damage> damage;
};

Result ReadAll(ByteSource* source, size_t step) {
  Result result;
  std::string buffer(step, '\0');
  for (;;) {
    const size_t n = source->Read(buffer.data(), step);
    result.bytes.append(buffer, 0, n);
    if (n < step) break;
  }
  result.damage = source->damage();
  EXPECT_EQ(source->Read(buffer.data(), step), 0u);
  return result;
}

Result ReadFile(const std::string& path, ByteSource::Options options = {}, size_t step = 4096) {
  auto source = ByteSource::Open(path, options);
  EXPECT_TRUE(source.ok()) << source.status();
  return source.ok() ? ReadAll(source->get(), step) : Result{};
}

std::string Words(size_t size) {
  std::mt19937 random(7);
  std::string out;
  while (out.size() < size) out += std::to_string(random() % 1000) + " ";
  return out;
}

class ByteSourceTest : public FolderTest {
 protected:
  Result OfBytes(const std::string& name, std::string_view bytes,
                 ByteSource::Options options = {}) {
    return ReadFile(Write(name, bytes), options);
  }
  void ExpectWhole(const std::string& name, std::string_view file, std::string_view bytes) {
    for (size_t step : {1ul, 7ul, 1ul << 20}) {
      const Result result = ReadFile(Write(name, file), {}, step);
      EXPECT_EQ(result.bytes, bytes) << name;
      EXPECT_FALSE(result.damage) << name << ": " << result.damage->message;
    }
  }
};

TEST_F(ByteSourceTest, ReadsPlainAndCompressedFilesAlike) {
  const std::string words = Words(700'000);
  ExpectWhole("a", words, words);
  ExpectWhole("a.gz", Gzip(words), words);
  ExpectWhole("a.GZ", Gzip(words), words);
  ExpectWhole("a.zst", Zstd(words), words);
  ExpectWhole("empty", "", "");
  ExpectWhole("empty.gz", Gzip(""), "");
  ExpectWhole("empty.zst", Zstd(""), "");
}

TEST_F(ByteSourceTest, ReadsAllMembersAndFrames) {
  ExpectWhole("a.gz", Gzip("one ") + Gzip("") + Gzip("two"), "one two");
  ExpectWhole("a.zst", Zstd("one ") + Zstd("") + Zstd("two"), "one two");
  const std::string skip = ZstdSkippable(std::string(600'000, '\x28'));
  ExpectWhole("b.zst", skip + Zstd("one ") + ZstdSkippable("") + Zstd("two") + skip, "one two");
}

TEST_F(ByteSourceTest, FollowsTheGivenCompression) {
  ByteSource::Options gzip, plain;
  gzip.compression = Compression::kGzip;
  plain.compression = Compression::kNone;
  EXPECT_EQ(OfBytes("a", Gzip("words"), gzip).bytes, "words");
  EXPECT_EQ(OfBytes("a.gz", "words", plain).bytes, "words");
}

TEST_F(ByteSourceTest, TellsStandardInputByItsFirstBytes) {
  const std::string files[] = {
      "plain words", Gzip("words"), Zstd("words"), ZstdSkippable("x") + Zstd("words"), "\x1f", ""};
  const std::string expected[] = {"plain words", "words", "words", "words", "\x1f", ""};
  for (size_t i = 0; i < std::size(files); ++i) {
    StandardInput from(open(Write("in", files[i]).c_str(), O_RDONLY));
    EXPECT_EQ(ReadFile("-").bytes, expected[i]);
  }
}

TEST_F(ByteSourceTest, ReadsAPipeThroughSignals) {
  struct sigaction action {};
  action.sa_handler = [](int) {};  // without SA_RESTART, so that read(2) gives EINTR
  struct sigaction before;
  sigaction(SIGALRM, &action, &before);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string words = Words(300'000), file = Gzip(words);
  const pthread_t reader = pthread_self();
  std::thread writer([&] {
    for (size_t at = 0; at < file.size(); at += 30'000) {
      for (int i = 0; i < 3; ++i) {
        usleep(1000);
        pthread_kill(reader, SIGALRM);
      }
      const std::string part = file.substr(at, 30'000);
      EXPECT_EQ(write(ends[1], part.data(), part.size()), static_cast<ssize_t>(part.size()));
    }
    close(ends[1]);
  });
  {
    StandardInput from(ends[0]);
    const Result result = ReadFile("-");
    EXPECT_EQ(result.bytes, words);
    EXPECT_FALSE(result.damage);
  }
  writer.join();
  sigaction(SIGALRM, &before, nullptr);
}

TEST_F(ByteSourceTest, CountsBytesOfTheFile) {
  const std::string file = Gzip(Words(100'000));
  auto source = ByteSource::Open(Write("a.gz", file), {});
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->compressed_size(), file.size());
  EXPECT_EQ((*source)->compressed_bytes(), 0u);
  ReadAll(source->get(), 1000);
  EXPECT_EQ((*source)->compressed_bytes(), file.size());
}

TEST_F(ByteSourceTest, NamesWhatItCannotOpen) {
  ASSERT_EQ(mkfifo(PathOf("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("loop", PathOf("loop"));
  const struct {
    std::string path, why;
  } cases[] = {{PathOf("none"), "No such file"},
               {PathOf(""), "a folder"},
               {PathOf("pipe"), "not a regular file"},
               {"/dev/null", "not a regular file"},
               {PathOf("loop"), "Too many levels of symbolic links"}};
  for (const auto& c : cases) {
    const auto source = ByteSource::Open(c.path, {});
    ASSERT_FALSE(source.ok()) << c.path;
    const std::string message(source.status().message());
    EXPECT_EQ(message.find(c.path), 0u) << message;
    EXPECT_NE(message.find(c.why), message.npos) << message;
  }
}

TEST_F(ByteSourceTest, ReadsToTheSizeAtOpening) {
  const std::string path = Write("a", "12345");
  auto source = ByteSource::Open(path, {});
  Write("a", "1234567");
  EXPECT_EQ(ReadAll(source->get(), 100).bytes, "12345");

  source = ByteSource::Open(path, {});
  Write("a", "123");
  const Result result = ReadAll(source->get(), 100);
  EXPECT_EQ(result.bytes, "123");
  ASSERT_TRUE(result.damage);
  EXPECT_EQ(result.damage->kind, Damage::Kind::kTruncated);
}

TEST_F(ByteSourceTest, SeesTruncationAtEveryLength) {
  const std::string words = Words(3000);
  for (const auto& [name, whole] : {std::pair{"a.gz", Gzip(words)}, {"a.zst", Zstd(words)}}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      const Result result = OfBytes(name, whole.substr(0, size));
      ASSERT_TRUE(result.damage) << name << " " << size;
      EXPECT_EQ(result.damage->kind, Damage::Kind::kTruncated) << name << " " << size;
      EXPECT_EQ(result.damage->compressed_byte, size);
      EXPECT_EQ(words.compare(0, result.bytes.size(), result.bytes), 0);
      // In a second member as in the first.
      if (size == 0) continue;
      const Result second = OfBytes(name, whole + whole.substr(0, size));
      ASSERT_TRUE(second.damage) << name << " " << size;
      EXPECT_EQ(second.damage->kind, Damage::Kind::kTruncated) << name << " " << size;
      EXPECT_EQ(second.damage->compressed_byte, whole.size() + size);
    }
  }
  const std::string skippable = Zstd(words) + ZstdSkippable("0123456789");
  for (size_t size = Zstd(words).size() + 1; size < skippable.size(); ++size) {
    const Result result = OfBytes("a.zst", skippable.substr(0, size));
    ASSERT_TRUE(result.damage) << size;
    EXPECT_EQ(result.damage->kind, Damage::Kind::kTruncated);
  }
}

TEST_F(ByteSourceTest, SurvivesEveryFlippedByte) {
  const std::string words = Words(2000);
  for (const auto& [name, whole] : {std::pair{"a.gz", Gzip(words)}, {"a.zst", Zstd(words)}}) {
    size_t seen = 0;
    for (size_t at = 0; at < whole.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 1 << bit);
        const Result result = OfBytes(name, flipped);
        // What is not seen changes nothing (a time stamp in the header).
        if (result.damage)
          ++seen;
        else
          ASSERT_EQ(result.bytes, words) << name << " " << at;
      }
    }
    EXPECT_GT(seen, 8 * (whole.size() - 12)) << name;
  }
}

TEST_F(ByteSourceTest, TellsCorruptFromTruncated) {
  const std::string words = Words(3000);
  std::string gzip = Gzip(words), zstd = Zstd(words);
  gzip[gzip.size() - 6] ^= 1;  // CRC
  zstd[zstd.size() - 1] ^= 1;  // checksum
  for (const Result& result : {OfBytes("a.gz", gzip), OfBytes("a.zst", zstd)}) {
    ASSERT_TRUE(result.damage);
    EXPECT_EQ(result.damage->kind, Damage::Kind::kCorrupt);
    EXPECT_EQ(result.bytes, words);  // what stands before the checksum is given
  }
  for (const char* name : {"b.gz", "b.zst"}) {
    const Result result = OfBytes(name, "no container at all");
    ASSERT_TRUE(result.damage);
    EXPECT_EQ(result.damage->kind, Damage::Kind::kCorrupt);
    EXPECT_EQ(result.damage->compressed_byte, 0u);
  }
}

TEST_F(ByteSourceTest, GivesEachWholeBlockBeforeDamage) {
  const std::string words = Words(1'000'000);
  std::string zstd = Zstd(words);
  zstd[zstd.size() - 10] ^= 0x55;
  const Result result = ReadFile(Write("a.zst", zstd), {}, 4'000'000);
  ASSERT_TRUE(result.damage);
  EXPECT_GE(result.bytes.size(), words.size() - (128 << 10));
  EXPECT_GT(result.damage->compressed_byte, zstd.size() / 2);
}

TEST_F(ByteSourceTest, TellsTrailingGarbage) {
  for (const std::string& garbage :
       {std::string("garbage"), std::string(512, '\0'), std::string("x")}) {
    for (const auto& [name, whole] : {std::pair{"a.gz", Gzip("words")}, {"a.zst", Zstd("words")}}) {
      const Result result = OfBytes(name, whole + garbage);
      EXPECT_EQ(result.bytes, "words");
      ASSERT_TRUE(result.damage);
      EXPECT_EQ(result.damage->kind, Damage::Kind::kTrailingGarbage);
      EXPECT_EQ(result.damage->compressed_byte, whole.size());
    }
  }
}

TEST_F(ByteSourceTest, StopsAtTheLimitOfDecompressedBytes) {
  const std::string bomb(1'000'000, '\0');
  for (const auto& [name, file] : {std::pair{"a.gz", Gzip(bomb)}, {"a.zst", Zstd(bomb)}}) {
    ByteSource::Options options;
    options.max_decompressed_bytes = bomb.size();
    EXPECT_FALSE(OfBytes(name, file, options).damage);
    options.max_decompressed_bytes = bomb.size() - 1;
    const Result result = OfBytes(name, file, options);
    ASSERT_TRUE(result.damage);
    EXPECT_EQ(result.damage->kind, Damage::Kind::kTooLarge);
    EXPECT_EQ(result.bytes.size(), bomb.size() - 1);
  }
  ByteSource::Options options;
  options.max_decompressed_bytes = 10;
  EXPECT_FALSE(OfBytes("plain", bomb, options).damage);  // is not decompressed
}

TEST_F(ByteSourceTest, RefusesWindowsOverTheLimit) {
  EXPECT_FALSE(OfBytes("a.zst", Zstd("words", 27)).damage);
  const Result result = OfBytes("a.zst", Zstd("words", 28));
  ASSERT_TRUE(result.damage);
  EXPECT_EQ(result.damage->kind, Damage::Kind::kTooLarge);
  EXPECT_NE(result.damage->message.find("window"), std::string::npos);
}

TEST_F(ByteSourceTest, TellsWhereReadingFails) {
  StandardInput from(open(PathOf("").c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_FALSE(ByteSource::Open("-", {}).ok());
}

}  // namespace
}  // namespace nearcopy
