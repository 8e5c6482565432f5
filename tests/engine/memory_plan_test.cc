#include "nearcopy/engine/memory_plan.h"

#include <gtest/gtest.h>

#include "io/made_files.h"
#include "nearcopy/match/candidates.h"

namespace nearcopy {
namespace {

constexpr uint64_t kMega = 1 << 20;

TEST(MemoryPlan, LeavesRoomForWhatIsKeptOfDocuments) {
  for (uint64_t memory : {kMega, 64 * kMega, 256 * kMega, 1024 * kMega, 100'000 * kMega}) {
    const MemoryPlan plan = PlanMemory(memory);
    // Blocks are gone when the search begins, sketches and tables when it is over.
    EXPECT_LE(3 * plan.under_way + plan.sketches + plan.samples, memory * 3 / 4);
    EXPECT_LE(plan.sketches + plan.samples + plan.search + plan.sorting, memory * 13 / 16);
    EXPECT_LE(plan.sorting + plan.shingles, memory * 3 / 4);
  }
}

TEST(MemoryPlan, SearchesOnFewerThreadsWhereTablesAreLarge) {
  const MemoryPlan plan = PlanMemory(256 * kMega);
  EXPECT_EQ(PlanSearch(plan, 8, 1000, 0).threads, 8);
  EXPECT_EQ(PlanSearch(plan, 8, 1000, 0).tables_together, 8u);
  EXPECT_EQ(PlanSearch(plan, 8, 100'000'000, 256).threads, 1);
  EXPECT_EQ(PlanSearch(plan, 8, 100'000'000, 256).tables_together, 1u);
  EXPECT_EQ(PlanSearch(plan, 0, 0, 0).threads, 1);
}

TEST(MemoryPlan, SearchesWithinItsPart) {
  for (uint64_t memory : {64 * kMega, 256 * kMega, 8192 * kMega}) {
    const MemoryPlan plan = PlanMemory(memory);
    for (int threads : {1, 2, 64}) {
      for (size_t rows : {0, 1000, 250'000}) {
        for (size_t sketch_bytes : {0, 256}) {
          const SearchPlan each = PlanSearch(plan, threads, rows, sketch_bytes);
          EXPECT_GE(each.threads, 1);
          EXPECT_LE(each.threads, threads);
          EXPECT_GE(each.tables_together, 1u);
          EXPECT_GE(each.pairs_together, 1000u);
          EXPECT_GE(each.pairs_known, 1000u);
          const uint64_t one = (kBytesARow * each.tables_together + kBytesARowSearched) * rows +
                               each.pairs_together * (kBytesAPairTogether + 2 * sketch_bytes) +
                               each.pairs_known * kBytesAPairKnown;
          EXPECT_LE(one * static_cast<uint64_t>(each.threads), plan.search)
              << memory << " " << threads << " " << rows << " " << sketch_bytes;
        }
      }
    }
  }
}

// A machine whose files of control groups are what the test says.
class UsableMemoryTest : public FolderTest {
 protected:
  uint64_t Usable() const { return UsableMemory(folder_.string()); }
  const uint64_t all_ = UsableMemory("/no/such/folder");
};

TEST_F(UsableMemoryTest, IsTheMachinesWithoutAnyLimit) {
  EXPECT_GT(all_, 64 * kMega);
  EXPECT_EQ(Usable(), all_);
  Write("proc/self/cgroup", "0::/user/one\n");
  Write("sys/fs/cgroup/user/one/memory.max", "max\n");
  EXPECT_EQ(Usable(), all_);
}

TEST_F(UsableMemoryTest, IsTheLeastLimitOfAGroupAndThoseAroundIt) {
  Write("proc/self/cgroup", "0::/user/one\n");
  Write("sys/fs/cgroup/user/one/memory.max", std::to_string(50 * kMega) + "\n");
  EXPECT_EQ(Usable(), 50 * kMega);
  Write("sys/fs/cgroup/user/memory.max", std::to_string(40 * kMega) + "\n");
  EXPECT_EQ(Usable(), 40 * kMega);
  Write("sys/fs/cgroup/user/one/memory.max", "max\n");
  EXPECT_EQ(Usable(), 40 * kMega);
}

// There the group may have a name that is known outside alone.
TEST_F(UsableMemoryTest, IsThatOfAContainer) {
  Write("proc/self/cgroup", "0::/docker/4f1c\n");
  Write("sys/fs/cgroup/memory.max", std::to_string(30 * kMega) + "\n");
  EXPECT_EQ(Usable(), 30 * kMega);
  Write("proc/self/cgroup", "0::/../outside\n");
  EXPECT_EQ(Usable(), 30 * kMega);
}

TEST_F(UsableMemoryTest, KnowsTheFirstVersionOfGroups) {
  Write("proc/self/cgroup", "5:cpu,cpuacct:/job\n4:hugetlb,memory:/job/a:b\n");
  Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", std::to_string(20 * kMega) + "\n");
  EXPECT_EQ(Usable(), 20 * kMega);
  Write("sys/fs/cgroup/memory/job/a:b/memory.limit_in_bytes", std::to_string(10 * kMega) + "\n");
  EXPECT_EQ(Usable(), 10 * kMega);
  // What the first version says where there is no limit.
  Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
  Write("sys/fs/cgroup/memory/job/a:b/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(Usable(), all_);
}

TEST_F(UsableMemoryTest, TakesNoHarmFromFilesThatSayNothing) {
  for (const char* groups : {"", "\n", "0::\n", "0::relative\n", ":::\n", "nonsense\n"}) {
    Write("proc/self/cgroup", groups);
    EXPECT_EQ(Usable(), all_) << groups;
  }
}

}  // namespace
}  // namespace nearcopy
