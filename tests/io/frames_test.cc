#include "nearcopy/io/frames.h"

#include <algorithm>
#include <random>

#include "made_files.h"

namespace nearcopy {
namespace {

class FramesTest : public FolderTest {
 protected:
  std::unique_ptr<FrameFile> Create() {
    auto file = FrameFile::Create(folder_.string());
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
};

std::string Words(size_t size, std::mt19937* random) {
  std::string words;
  while (words.size() < size) words += std::to_string((*random)() % 1000) + " ";
  words.resize(size);
  return words;
}

struct Packed {
  Frames frames;
  std::vector<uint64_t> begins;
};

Packed Pack(const std::vector<std::string>& texts, FramePacker* packer) {
  Packed packed;
  packer->Begin(&packed.frames);
  for (const std::string& text : texts) packed.begins.push_back(packer->Add(text));
  packer->Finish();
  return packed;
}

TEST_F(FramesTest, GiveBackEachStringInAnyOrder) {
  std::mt19937 random(3);
  const size_t sizes[] = {0,      1,     100,  3000,        40'000,          kFrameBytes - 1,
                          30'000, 2'000, 5000, kFrameBytes, kFrameBytes + 1, 1'000'000};
  const auto file = Create();
  FramePacker packer;
  std::vector<std::pair<uint64_t, std::string>> all;
  for (int batch = 0; batch < 6; ++batch) {
    std::vector<std::string> texts;
    for (int i = 0; i < 25 * batch; ++i) {
      texts.push_back(Words(sizes[random() % std::size(sizes)], &random));
    }
    const Packed packed = Pack(texts, &packer);
    const auto begin = file->Append(packed.frames);
    ASSERT_TRUE(begin.ok()) << begin.status();
    for (size_t i = 0; i < texts.size(); ++i) all.emplace_back(*begin + packed.begins[i], texts[i]);
  }
  ASSERT_TRUE(file->Finish().ok());
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; }));
  FrameReader reader(*file);
  for (int round = 0; round < 2; ++round) {
    for (const auto& [begin, text] : all) {
      const auto read = reader.Read(begin, text.size());
      ASSERT_TRUE(read.ok()) << read.status();
      ASSERT_TRUE(*read == text) << begin;
    }
    std::shuffle(all.begin(), all.end(), random);
  }
}

TEST_F(FramesTest, CutNoStringAndHoldLittleMoreThanOne) {
  std::mt19937 random(4);
  const std::vector<std::string> texts = {Words(kFrameBytes - 10, &random), Words(10, &random),
                                          Words(1, &random), Words(3 * kFrameBytes, &random),
                                          Words(7, &random)};
  FramePacker packer;
  const Packed packed = Pack(texts, &packer);
  std::vector<uint64_t> ends;
  for (const Frames::End& end : packed.frames.ends) ends.push_back(end.content);
  EXPECT_EQ(ends, (std::vector<uint64_t>{kFrameBytes, kFrameBytes + 1, 4 * kFrameBytes + 1,
                                         4 * kFrameBytes + 8}));
  EXPECT_EQ(packed.frames.ends.back().packed, packed.frames.bytes.size());
  EXPECT_LT(packed.frames.bytes.size(), 0.6 * static_cast<double>(ends.back()));
}

TEST_F(FramesTest, LeaveNothingInTheFolder) {
  const auto file = Create();
  std::mt19937 random(5);
  FramePacker packer;
  ASSERT_TRUE(file->Append(Pack({Words(2'000'000, &random)}, &packer).frames).ok());
  ASSERT_TRUE(file->Finish().ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(FramesTest, NameAFolderThatTakesNoFile) {
  const auto file = FrameFile::Create(PathOf("missing"));
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.status().ToString().find(PathOf("missing")), std::string::npos);
}

}  // namespace
}  // namespace nearcopy
