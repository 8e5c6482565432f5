#ifndef NEARCOPY_ENGINE_MEMORY_PLAN_H_
#define NEARCOPY_ENGINE_MEMORY_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace nearcopy {

// What --memory is dealt to, in bytes. Together they are less: the rest is for what is kept of each
// document whatever the limit is (docs/cluster.md says how much), and for a few MiB a thread.
struct MemoryPlan {
  uint64_t under_way;  // blocks of input that are read but not dealt yet
  uint64_t sketches;   // while reading and searching; those over it go to a file
  uint64_t samples;    // the same of these, where they are taken
  uint64_t search;     // tables that are searched at once, a thread each
  uint64_t sorting;    // candidates, once before and once after they are put in order
  uint64_t shingles;   // sets of these, while candidates are verified
};

// Any thread.
MemoryPlan PlanMemory(uint64_t memory);

// How many threads may search tables of so many rows side by side, at least one and up to
// `most_threads`, and what each may hold together. `sketch_bytes` are those of a sketch in a file,
// 0 where sketches are in memory. One thread gets what it needs at least, though that may be more
// than plan.search. Any thread.
struct SearchPlan {
  int threads;
  size_t tables_together, pairs_together, pairs_known;
};
SearchPlan PlanSearch(const MemoryPlan& plan, int most_threads, size_t rows, size_t sketch_bytes);

// What this process may use of the machine's memory, in bytes: all there is, or less where one of
// the control groups (cgroups, versions 1 and 2) that it is in has a limit. `root` stands before
// the paths of the system's files. Any thread.
uint64_t UsableMemory(const std::string& root = "");

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_MEMORY_PLAN_H_
