#ifndef NEARCOPY_ENGINE_STOPWATCH_H_
#define NEARCOPY_ENGINE_STOPWATCH_H_

#include <chrono>

namespace nearcopy {

// Adds the seconds of a block to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(double* seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    *seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double* seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_STOPWATCH_H_
