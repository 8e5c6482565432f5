#include "nearcopy/match/sketch_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "match/made_sketches.h"

namespace nearcopy {
namespace {

// More than one of the stretches that a table is made of.
TEST(SketchTable, GivesBackWhatWasAppended) {
  std::mt19937_64 rng(3);
  const SketchShape shape{SketchKind::kFastSimilarity, 16};
  SketchTable table(shape);
  std::vector<uint64_t> all;
  for (size_t i = 0; i < 10'000; ++i) {
    const std::vector<uint64_t> sketch = {rng(), rng(), rng(), rng()};
    table.Append(sketch);
    all.insert(all.end(), sketch.begin(), sketch.end());
  }
  ASSERT_EQ(table.size(), 10'000u);
  std::vector<uint64_t> buffer, read;
  for (size_t at = 0; at < table.size();) {
    const auto some = table.Read(at, 3000, &buffer);
    ASSERT_TRUE(some.ok());
    ASSERT_GE(some->size(), 4u);
    ASSERT_LE(some->size(), 12'000u);
    read.insert(read.end(), some->begin(), some->end());
    at += some->size() / 4;
  }
  EXPECT_TRUE(read == all);
  const std::vector<uint32_t> positions = {9999, 0, 4096, 4095, 0};
  std::vector<const uint64_t*> at;
  ASSERT_TRUE(table.Gather(positions, &buffer, &at).ok());
  ASSERT_EQ(at.size(), positions.size());
  for (size_t i = 0; i < positions.size(); ++i) {
    EXPECT_TRUE(std::equal(at[i], at[i] + 4, all.begin() + 4 * positions[i])) << i;
  }
}

// Of each number of slots, so that vectors of every width have a rest; beside each slot looked at.
TEST(SketchFilter, PassesWhatIsAlikeEnoughOnEveryInstructionSet) {
  std::mt19937_64 rng(4);
  for (int slots : {16, 32, 64, 128, 256, 1024}) {
    const SketchTable table = MakeTable({SketchKind::kFastSimilarity, slots}, 60, &rng);
    std::vector<const uint64_t*> all;
    for (size_t i = 0; i < table.size(); ++i) all.push_back(table[i].data());
    for (int bound : {1, slots / 2, slots}) {
      std::vector<uint32_t> wanted;
      for (uint32_t other = 0; other < table.size(); ++other) {
        int equal = 0;
        for (size_t i = 0; i < static_cast<size_t>(slots); ++i) {
          equal += Slot(table[7], i) == Slot(table[other], i);
        }
        if (equal >= bound) wanted.push_back(other);
      }
      for (Simd simd : Simd::All()) {
        std::vector<uint32_t> passed;
        SketchFilter(table.shape(), bound, simd).Select(all[7], all, &passed);
        ASSERT_EQ(passed, wanted) << slots << " " << bound << " " << simd.name();
      }
    }
  }
}

}  // namespace
}  // namespace nearcopy
