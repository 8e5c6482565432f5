#include "nearcopy/match/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

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

// Each piece of work takes so long that all of it would take seconds; the exception is thrown long
// before that.
TEST(ParallelFor, ThrowsWhatItsWorkThrewAndDoesNotDoTheRest) {
  constexpr size_t kWork = 10'000;
  for (int threads : {1, 4}) {
    std::atomic<size_t> done = 0;
    EXPECT_THROW(ParallelFor(threads, kWork,
                             [&](size_t i, size_t) {
                               if (i == 20) throw std::runtime_error("no");
                               std::this_thread::sleep_for(std::chrono::milliseconds(1));
                               ++done;
                             }),
                 std::runtime_error);
    EXPECT_GE(done, 20u);
    EXPECT_LT(done, kWork / 2);
  }
}

}  // namespace
}  // namespace nearcopy
