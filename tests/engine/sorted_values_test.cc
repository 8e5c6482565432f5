#include "nearcopy/engine/sorted_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <random>

#include "io/failing_calls.h"
#include "io/made_files.h"
#include "support/heap_bytes.h"

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

class Sorting : public FolderTest {
 protected:
  void TearDown() override {
    call_failures = {};
    FolderTest::TearDown();
  }
  SortOptions Within(uint64_t memory_bytes, bool drop_duplicates = false) const {
    return {memory_bytes, folder_.string(), drop_duplicates};
  }
  // Adds some values one by one, the others together.
  static absl::Status AddAll(std::span<const uint64_t> values, SortedValues* sorted) {
    const size_t single = std::min<size_t>(values.size(), 5);
    for (uint64_t value : values.first(single)) {
      if (absl::Status added = sorted->Add({&value, 1}); !added.ok()) return added;
    }
    return sorted->Add(values.subspan(single));
  }
  static absl::StatusOr<std::vector<uint64_t>> ReadAll(SortedValues* sorted) {
    std::vector<uint64_t> all, out(1000);
    while (true) {
      const auto n = sorted->Read(out);
      if (!n.ok()) return n.status();
      if (*n == 0) return all;
      all.insert(all.end(), out.begin(), out.begin() + static_cast<ptrdiff_t>(*n));
    }
  }
  static absl::StatusOr<std::vector<uint64_t>> Sort(const SortOptions& options,
                                                    std::span<const uint64_t> values) {
    SortedValues sorted(options);
    if (absl::Status added = AddAll(values, &sorted); !added.ok()) return added;
    if (absl::Status finished = sorted.Finish(); !finished.ok()) return finished;
    return ReadAll(&sorted);
  }
};

std::vector<uint64_t> RandomValues(size_t n, uint64_t below) {
  std::mt19937_64 random(n);
  std::vector<uint64_t> values(n);
  for (uint64_t& value : values) value = random() % below;
  return values;
}

// From a value at a time to all at once; between them, runs that take more than one pass to merge.
constexpr uint64_t kLimits[] = {0, 16, 100, 1000, 16'000, 200'000, 1 << 20, uint64_t{1} << 60};

TEST_F(Sorting, IsTheSameForEveryLimit) {
  for (size_t n : {0, 1, 2, 5, 1000, 30'000}) {
    for (uint64_t below : {uint64_t{1}, uint64_t{100}, uint64_t{1} << 40, ~uint64_t{0}}) {
      const std::vector<uint64_t> values = RandomValues(n, below);
      std::vector<uint64_t> expected = values;
      std::ranges::sort(expected);
      std::vector<uint64_t> distinct = expected;
      distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
      for (uint64_t limit : kLimits) {
        if (n > 1000 && limit < 1000) continue;  // as many calls as values
        const auto sorted = Sort(Within(limit), values);
        ASSERT_TRUE(sorted.ok()) << sorted.status();
        ASSERT_TRUE(*sorted == expected) << n << " values, limit " << limit;
        const auto dropped = Sort(Within(limit, true), values);
        ASSERT_TRUE(dropped.ok()) << dropped.status();
        ASSERT_TRUE(*dropped == distinct) << n << " values, limit " << limit;
      }
    }
  }
}

TEST_F(Sorting, MakesNoFileWhileMemoryIsEnough) {
  std::vector<uint64_t> values = RandomValues(10'000, 1 << 20);
  SortOptions options = Within(200'000);
  options.folder = PathOf("missing");
  const auto sorted = Sort(options, values);
  ASSERT_TRUE(sorted.ok()) << sorted.status();
  EXPECT_EQ(sorted->size(), values.size());
  values.resize(20'000);
  EXPECT_EQ(Sort(options, values).status().code(), absl::StatusCode::kUnavailable);
}

// So do duplicates that are dropped, however many they are.
TEST_F(Sorting, DuplicatesThatAreDroppedTakeNoMemory) {
  SortOptions options = Within(16'000, true);
  options.folder = PathOf("missing");
  const auto sorted = Sort(options, RandomValues(100'000, 500));
  ASSERT_TRUE(sorted.ok()) << sorted.status();
  EXPECT_EQ(sorted->size(), 500u);
}

TEST_F(Sorting, TakesNoMoreMemoryThanItMay) {
  const std::vector<uint64_t> values = RandomValues(1'000'000, ~uint64_t{0});
  for (uint64_t limit : {1 << 16, 1 << 20, 1 << 22}) {
    const HeapPeak peak;
    SortedValues sorted(Within(limit));
    ASSERT_TRUE(AddAll(values, &sorted).ok());
    ASSERT_TRUE(sorted.Finish().ok());
    uint64_t out[100];
    while (sorted.Read(out).value_or(0) > 0) continue;
    EXPECT_LE(peak.bytes(), limit + (1 << 19)) << limit;
  }
}

// Half of it is to sort in, which needs nothing once all is sorted, whether in memory or in a file.
TEST_F(Sorting, GivesBackHalfOfTheMemoryWhenItHasSorted) {
  const std::vector<uint64_t> values = RandomValues(1'000'000, ~uint64_t{0});
  for (uint64_t limit : {1 << 22, 1 << 24}) {
    const HeapPeak heap;
    SortedValues sorted(Within(limit));
    ASSERT_TRUE(AddAll(values, &sorted).ok());
    ASSERT_TRUE(sorted.Finish().ok());
    EXPECT_LE(heap.now(), limit / 2 + (1 << 19)) << limit;
  }
}

TEST_F(Sorting, NothingIsToBeSeenOrStays) {
  {
    SortedValues sorted(Within(10'000));
    ASSERT_TRUE(AddAll(RandomValues(10'000, 1 << 20), &sorted).ok());
    EXPECT_TRUE(fs::is_empty(folder_));
    ASSERT_TRUE(sorted.Finish().ok());
    std::vector<uint64_t> out(100);
    EXPECT_EQ(*sorted.Read(out), 100u);
    EXPECT_TRUE(fs::is_empty(folder_));
  }
  EXPECT_TRUE(fs::is_empty(folder_));
}

// Wherever the disk is full: at the first run, at the last, in a pass that merges.
TEST_F(Sorting, AFullDiskIsAnError) {
  const std::vector<uint64_t> values = RandomValues(100'000, uint64_t{1} << 40);
  for (size_t room : {0, 100, 500'000, 800'000 - 1, 900'000}) {
    call_failures.room = room;
    const absl::Status status = Sort(Within(16'000), values).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << room;
    EXPECT_NE(status.ToString().find(folder_.string()), std::string::npos) << status;
    EXPECT_TRUE(fs::is_empty(folder_));
  }
}

TEST_F(Sorting, WhatCannotBeReadIsAnError) {
  const std::vector<uint64_t> values = RandomValues(10'000, uint64_t{1} << 40);
  for (uint64_t limit : {1000, 40'000}) {  // read in Finish, and in Read alone
    SortedValues sorted(Within(limit));
    ASSERT_TRUE(AddAll(values, &sorted).ok());
    call_failures.read_error = EIO;
    absl::Status status = sorted.Finish();
    EXPECT_EQ(status.ok(), limit != 1000);
    if (status.ok()) status = ReadAll(&sorted).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    call_failures = {};
  }
}

}  // namespace
}  // namespace nearcopy
