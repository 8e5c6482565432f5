#include "nearcopy/engine/sketch_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

namespace nearcopy {
namespace {

constexpr SketchShape kShape{SketchKind::kFastSimilarity, 16};
constexpr size_t kWords = 4;

class SketchStoreTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // A store of `all`, of which `most_bytes` may be in memory.
  std::unique_ptr<SketchStore> Make(uint64_t most_bytes) {
    auto store = std::make_unique<SketchStore>(kShape, most_bytes, folder_);
    for (size_t i = 0; i < all_.size(); i += kWords) {
      EXPECT_TRUE(store->Append(std::span(all_).subspan(i, kWords)).ok());
    }
    EXPECT_TRUE(store->Finish().ok());
    return store;
  }

  std::string folder_ = testing::TempDir() + "nearcopy_sketch_store_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
  std::vector<uint64_t> all_ = [] {
    std::mt19937_64 rng(1);
    std::vector<uint64_t> out(20'000 * kWords);
    for (uint64_t& w : out) w = rng();
    return out;
  }();
};

TEST_F(SketchStoreTest, GivesTheSameFromMemoryAndFromAFile) {
  std::mt19937_64 rng(2);
  for (uint64_t most_bytes : {0, 1000, 300'000, 10'000'000}) {
    const auto store = Make(most_bytes);
    EXPECT_EQ(store->in_memory(), most_bytes == 10'000'000);
    ASSERT_EQ(store->size(), all_.size() / kWords);
    std::vector<uint64_t> buffer, read;
    for (size_t at = 0; at < store->size();) {
      const auto some = store->Read(at, 1 + rng() % 9000, &buffer);
      ASSERT_TRUE(some.ok());
      ASSERT_GE(some->size(), kWords);
      read.insert(read.end(), some->begin(), some->end());
      at += some->size() / kWords;
    }
    EXPECT_TRUE(read == all_);
    // Few and far apart, many and near, some twice.
    for (size_t n : {0, 1, 30, 15'000}) {
      std::vector<uint32_t> positions;
      for (size_t i = 0; i < n; ++i) positions.push_back(static_cast<uint32_t>(rng() % 20'000));
      std::vector<const uint64_t*> at;
      ASSERT_TRUE(store->Gather(positions, &buffer, &at).ok());
      ASSERT_EQ(at.size(), n);
      for (size_t i = 0; i < n; ++i) {
        ASSERT_TRUE(std::equal(at[i], at[i] + kWords, all_.begin() + kWords * positions[i]));
      }
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
  }
}

TEST_F(SketchStoreTest, NamesAFolderThatIsNotThere) {
  SketchStore store(kShape, 100, folder_ + "/missing");
  absl::Status status;
  for (size_t i = 0; i < 10 && status.ok(); ++i) {
    status = store.Append(std::span(all_).first(kWords));
  }
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find(folder_ + "/missing"), std::string_view::npos) << status;
}

}  // namespace
}  // namespace nearcopy
