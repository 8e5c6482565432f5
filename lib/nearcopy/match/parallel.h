#ifndef NEARCOPY_MATCH_PARALLEL_H_
#define NEARCOPY_MATCH_PARALLEL_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace nearcopy {

// Calls work(i, worker) once for every i < n, on up to `threads` threads (the caller's among them;
// fewer where the system has no more to give), and returns when all are done. `worker`, below
// max(threads, 1), is the same in no two calls at one time. `work` must not care about order. An
// exception of `work` ends the rest, and is thrown on the caller's thread.
template <typename Work>
void ParallelFor(int threads, size_t n, const Work& work) {
  const size_t helpers = std::min<size_t>(static_cast<size_t>(std::max(threads, 1)), n);
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto run = [&](size_t worker) {
    try {
      for (size_t i = next.fetch_add(1); i < n; i = next.fetch_add(1)) work(i, worker);
    } catch (...) {
      next = n;
      const std::lock_guard lock(mutex);
      if (thrown == nullptr) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    others.reserve(helpers);
    try {
      for (size_t t = 1; t < helpers; ++t) others.emplace_back(run, t);
    } catch (...) {
      // No more threads, or no memory for them: those that are there do the work.
    }
    run(0);
  }
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_PARALLEL_H_
