#include "nearcopy/match/sample_filter.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace nearcopy {
namespace {

TEST(Probes, AreDifferentSamplesFromAllOfTheText) {
  for (size_t of = 1; of < 300; ++of) {
    size_t last = 0;
    EXPECT_EQ(ProbeCount(of), std::min(of, kMostProbes));
    EXPECT_EQ(ProbeAt(0, of), 0u);
    for (size_t i = 1; i < ProbeCount(of); ++i) {
      EXPECT_GT(ProbeAt(i, of), last);
      last = ProbeAt(i, of);
    }
    EXPECT_LT(last, of);
    EXPECT_GE(last, of - of / kMostProbes - 1);
  }
  EXPECT_EQ(ProbeCount(0), 0u);
}

// Whatever its size, it says so of all that are shared; and, where it has room, of few others.
TEST(SampleFilter, IsNeverWrongOfWhatIsShared) {
  std::mt19937 rng(1);
  for (uint64_t most_bytes : {0, 1000, 1 << 20}) {
    constexpr size_t kProbes = 5000;
    SampleFilter filter(kProbes, most_bytes);
    std::vector<uint32_t> probes;
    for (size_t i = 0; i < kProbes; ++i) probes.push_back(static_cast<uint32_t>(rng()));
    for (uint32_t p : probes) filter.AddProbe(p);
    filter.AddProbe(probes[0]);  // of a second text
    for (size_t i = 1; i < 1000; ++i) EXPECT_TRUE(filter.AddOther(probes[i]));
    size_t wrong = 0;
    for (int i = 0; i < 20'000; ++i) wrong += filter.AddOther(static_cast<uint32_t>(rng()));
    for (size_t i = 0; i < 1000; ++i) EXPECT_TRUE(filter.IsShared(probes[i])) << i;
    size_t lone = 0;
    for (size_t i = 1000; i < kProbes; ++i) lone += !filter.IsShared(probes[i]);
    if (most_bytes == 1 << 20) {
      EXPECT_LT(wrong, 2'000u);
      EXPECT_GT(lone, 2'000u);
    }
  }
}

}  // namespace
}  // namespace nearcopy
