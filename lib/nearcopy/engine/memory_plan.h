#ifndef NEARCOPY_ENGINE_MEMORY_PLAN_H_
#define NEARCOPY_ENGINE_MEMORY_PLAN_H_

#include <cstddef>
#include <cstdint>

namespace nearcopy {

// The least memory that a run can be asked to do with.
inline constexpr uint64_t kLeastMemory = 64 << 20;

// A quarter of the memory that this process may have, by the machine and by its control group, but
// not less than 256 MiB; 1 GiB where nothing is known. Any thread.
uint64_t DefaultMemory();

// How the bytes of --memory are divided. What does not fit goes to files. What is kept of each
// document is in memory whatever the limit; half is left for it, and for the blocks of input that
// are under way.
struct MemoryPlan {
  explicit MemoryPlan(uint64_t memory);

  uint64_t sketches;  // while they fit
  uint64_t pairs;     // of each of two sorters of candidates
  uint64_t shingles;  // sets to verify pairs with
  uint64_t tables;    // tables of one band each, of all threads
};

// How many threads may search tables of so many rows side by side, at least one, and what each may
// hold together. `sketch_bytes` is 0 for sketches in memory.
struct TableThreads {
  TableThreads(const MemoryPlan& plan, int most_threads, size_t rows, size_t sketch_bytes);

  int threads;
  size_t tables_together, pairs_together;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_MEMORY_PLAN_H_
