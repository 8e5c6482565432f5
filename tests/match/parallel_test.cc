#include "nearcopy/match/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace nearcopy {
namespace {

TEST(ParallelFor, DoesEachPieceOfWorkOnce) {
  for (int threads : {-1, 1, 2, 7}) {
    for (size_t n : {0, 1, 5, 1000}) {
      std::vector<std::atomic<int>> done(n), busy(7);
      ParallelFor(threads, n, [&](size_t i, size_t worker) {
        EXPECT_EQ(busy[worker]++, 0);
        ++done[i];
        --busy[worker];
      });
      EXPECT_TRUE(std::ranges::all_of(done, [](const auto& d) { return d == 1; }));
    }
  }
}

TEST(ParallelFor, ThrowsWhatItsWorkThrew) {
  for (int threads : {1, 4}) {
    std::atomic<size_t> done = 0;
    EXPECT_THROW(ParallelFor(threads, 100'000,
                             [&](size_t i, size_t) {
                               if (i == 50) throw std::runtime_error("no");
                               ++done;
                             }),
                 std::runtime_error);
    EXPECT_LT(done, 100'000u);
  }
}

}  // namespace
}  // namespace nearcopy
