#include "nearcopy/engine/sketch_store.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>
#include <thread>

#include "io/failing_calls.h"
#include "io/made_files.h"
#include "support/heap_bytes.h"

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kEnough = 1 << 30;

class SketchStoreTest : public FolderTest {
 protected:
  void TearDown() override {
    call_failures = {};
    FolderTest::TearDown();
  }
  static std::vector<uint64_t> Sketch(const SketchShape& shape, size_t position) {
    std::mt19937_64 rng(position);
    std::vector<uint64_t> sketch(shape.words());
    for (uint64_t& word : sketch) word = rng();
    return sketch;
  }
  std::unique_ptr<SketchStore> Make(const SketchShape& shape, size_t sketches, uint64_t memory) {
    auto store = std::make_unique<SketchStore>(shape, memory, folder_.string());
    for (size_t i = 0; i < sketches; ++i) EXPECT_TRUE(store->Append(Sketch(shape, i)).ok());
    EXPECT_TRUE(store->Finish().ok());
    EXPECT_EQ(store->size(), sketches);
    return store;
  }
  static void ExpectGathers(const SketchStore& store, const std::vector<uint32_t>& positions) {
    std::vector<uint64_t> buffer;
    std::vector<const uint64_t*> found;
    const absl::Status gathered = store.Gather(positions, &buffer, &found);
    ASSERT_TRUE(gathered.ok()) << gathered;
    ASSERT_EQ(found.size(), positions.size());
    for (size_t i = 0; i < positions.size(); ++i) {
      const auto wanted = Sketch(store.shape(), positions[i]);
      ASSERT_TRUE(std::equal(wanted.begin(), wanted.end(), found[i])) << positions[i];
    }
  }
};

// None in memory, some, or all; a sketch that is larger than a stretch has no special place.
constexpr uint64_t kLimits[] = {0, 100'000, kEnough};

TEST_F(SketchStoreTest, GivesStretchesFromMemoryAndFileAlike) {
  for (const SketchShape& shape : {SketchShape{}, SketchShape{SketchKind::kSimHash, 64},
                                   SketchShape{SketchKind::kMinHash, 1024}}) {
    for (uint64_t limit : kLimits) {
      const auto store = Make(shape, 3000, limit);
      std::vector<uint64_t> buffer;
      for (size_t most : {size_t{1}, size_t{700}, size_t{5000}}) {
        size_t at = 0;
        while (at < store->size()) {
          const auto stretch = store->Read(at, std::min(most, store->size() - at), &buffer);
          ASSERT_TRUE(stretch.ok()) << stretch.status();
          ASSERT_GT(stretch->size(), 0u);
          ASSERT_EQ(stretch->size() % shape.words(), 0u);
          ASSERT_LE(stretch->size(), most * shape.words());
          for (size_t i = 0; i < stretch->size(); i += shape.words(), ++at) {
            const auto wanted = Sketch(shape, at);
            ASSERT_TRUE(std::equal(wanted.begin(), wanted.end(),
                                   stretch->begin() + static_cast<ptrdiff_t>(i)));
          }
        }
        EXPECT_EQ(at, store->size());
      }
    }
  }
}

TEST_F(SketchStoreTest, GathersInAnyOrder) {
  std::mt19937 rng(2);
  for (uint64_t limit : kLimits) {
    const auto store = Make(SketchShape{}, 4000, limit);
    ExpectGathers(*store, {});
    ExpectGathers(*store, {3999});
    ExpectGathers(*store, {7, 3999, 7, 0, 3999});
    for (size_t n : {50, 1000, 20'000}) {
      std::vector<uint32_t> positions(n);
      for (uint32_t& p : positions) p = rng() % 4000;
      ExpectGathers(*store, positions);
    }
  }
}

// So a buffer is as large as what is asked for, however far apart that stands; and it is not held
// twice while it grows.
TEST_F(SketchStoreTest, WhatStandsBetweenTakesNoMemory) {
  const SketchShape shape;
  const auto store = Make(shape, 80'000, 0);
  std::vector<uint64_t> buffer;
  std::vector<const uint64_t*> found;
  const HeapPeak peak;
  for (uint32_t sketches : {8000, 16'000}) {
    std::vector<uint32_t> positions;
    for (uint32_t p = 0; p < sketches; ++p) positions.insert(positions.end(), 2, 5 * p);
    ASSERT_TRUE(store->Gather(positions, &buffer, &found).ok());
    // Beside the sketches, so much a position: the numbers that sort them, and where they are.
    constexpr size_t kAPosition = 64;
    EXPECT_LE(peak.bytes(), sketches * shape.words() * sizeof(uint64_t) +
                                SketchStore::kStretchBytes + positions.size() * kAPosition)
        << sketches;
  }
}

TEST_F(SketchStoreTest, ManyThreadsRead) {
  const auto store = Make(SketchShape{}, 2000, 100'000);
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < 4; ++t) {
    readers.emplace_back([&store, t] {
      std::mt19937 rng(t);
      for (int round = 0; round < 20; ++round) {
        std::vector<uint32_t> positions(100);
        for (uint32_t& p : positions) p = rng() % 2000;
        ExpectGathers(*store, positions);
      }
    });
  }
}

TEST_F(SketchStoreTest, WhileAllFitsNoFileIsMade) {
  const SketchShape shape;
  SketchStore store(shape, 10 * shape.words() * sizeof(uint64_t), (folder_ / "missing").string());
  for (size_t i = 0; i < 10; ++i) ASSERT_TRUE(store.Append(Sketch(shape, i)).ok());
  const absl::Status over = store.Append(Sketch(shape, 10));
  EXPECT_EQ(over.code(), absl::StatusCode::kUnavailable);
  for (const std::string& part : {(folder_ / "missing").string(), std::string("--tmp")}) {
    EXPECT_NE(over.ToString().find(part), std::string::npos) << over;
  }
}

TEST_F(SketchStoreTest, AFullDiskAndWhatCannotBeReadAreErrors) {
  call_failures.room = 1000;
  SketchStore full(SketchShape{}, 0, folder_.string());
  absl::Status status;
  for (size_t i = 0; i < 10'000 && status.ok(); ++i) status = full.Append(Sketch(full.shape(), i));
  EXPECT_NE(status.ToString().find(strerror(ENOSPC)), std::string::npos) << status;
  call_failures = {};

  const auto store = Make(SketchShape{}, 100, 0);
  call_failures.read_error = EIO;
  std::vector<uint64_t> buffer;
  std::vector<const uint64_t*> found;
  const std::vector<uint32_t> positions = {3, 50};
  for (const absl::Status& read :
       {store->Read(0, 10, &buffer).status(), store->Gather(positions, &buffer, &found)}) {
    EXPECT_NE(read.ToString().find(strerror(EIO)), std::string::npos) << read;
  }
}

TEST_F(SketchStoreTest, ItsFileIsNotToBeSeen) {
  const auto store = Make(SketchShape{}, 5000, 0);
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace nearcopy
