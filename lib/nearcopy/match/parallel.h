#ifndef NEARCOPY_MATCH_PARALLEL_H_
#define NEARCOPY_MATCH_PARALLEL_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace nearcopy {

// Calls work(i) once for every i < n, on up to `threads` threads (the caller's among them), and
// returns when all are done. `work` must not care about order.
template <typename Work>
void ParallelFor(int threads, size_t n, const Work& work) {
  const size_t helpers = std::min<size_t>(static_cast<size_t>(std::max(threads, 1)), n);
  std::atomic<size_t> next = 0;
  const auto run = [&] {
    for (size_t i = next.fetch_add(1); i < n; i = next.fetch_add(1)) work(i);
  };
  std::vector<std::jthread> others;
  for (size_t t = 1; t < helpers; ++t) others.emplace_back(run);
  run();
}

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_PARALLEL_H_
