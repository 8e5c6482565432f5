#include "nearcopy/engine/sample_store.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <random>

#include "io/failing_calls.h"
#include "io/made_files.h"

namespace nearcopy {
namespace {

class SampleStoreTest : public FolderTest {
 protected:
  void TearDown() override {
    call_failures = {};
    FolderTest::TearDown();
  }
};

using Text = std::pair<std::vector<uint32_t>, std::vector<uint32_t>>;

// Texts without any, and some that are larger than what is read at once.
std::vector<Text> MadeTexts() {
  std::mt19937 rng(1);
  std::vector<Text> texts(3000);
  for (size_t i = 0; i < texts.size(); ++i) {
    const size_t most = i % 700 == 5 ? 200'000 : i % 10 == 0 ? 1 : 100;
    texts[i].first.resize(rng() % most);
    texts[i].second.resize(rng() % most / 2);
    for (uint32_t& s : texts[i].first) s = static_cast<uint32_t>(rng());
    for (uint32_t& s : texts[i].second) s = static_cast<uint32_t>(rng());
  }
  return texts;
}

TEST_F(SampleStoreTest, GivesAllInOrderFromMemoryAndFileAlike) {
  const std::vector<Text> texts = MadeTexts();
  for (uint64_t memory : {0, 1, 300'000, 1 << 30}) {
    SampleStore store(memory, folder_.string());
    for (const auto& [samples, runs] : texts) ASSERT_TRUE(store.Append(samples, runs).ok());
    ASSERT_TRUE(store.Finish().ok());
    for (int again = 0; again < 2; ++again) {
      uint32_t next = 0;
      const absl::Status read = store.ForEach([&](uint32_t position, auto samples, auto runs) {
        ASSERT_EQ(position, next);
        ASSERT_TRUE(std::ranges::equal(samples, texts[next].first)) << next;
        ASSERT_TRUE(std::ranges::equal(runs, texts[next].second)) << next;
        ++next;
      });
      ASSERT_TRUE(read.ok()) << read;
      ASSERT_EQ(next, texts.size());
    }
  }
}

TEST_F(SampleStoreTest, SaysWhatTheFileCannot) {
  SampleStore nowhere(0, (folder_ / "missing").string());
  EXPECT_FALSE(nowhere.Append(std::vector<uint32_t>{1}, {}).ok());
}

}  // namespace
}  // namespace nearcopy
