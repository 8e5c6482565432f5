#ifndef NEARCOPY_ENGINE_PROGRESS_H_
#define NEARCOPY_ENGINE_PROGRESS_H_

#include <atomic>
#include <cstdint>

namespace nearcopy {

// How far a job is. The job writes, any thread may look.
struct Progress {
  enum class Stage { kRead, kCandidates, kVerify, kWrite };
  std::atomic<Stage> stage = Stage::kRead;
  std::atomic<uint64_t> documents = 0;
  std::atomic<uint64_t> done = 0;   // of the stage: bytes read, tables searched, pairs verified
  std::atomic<uint64_t> total = 0;  // 0: unknown

  void Begin(Stage next, uint64_t of) {
    done = 0;
    total = of;
    stage = next;
  }
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_PROGRESS_H_
