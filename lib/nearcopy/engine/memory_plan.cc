#include "nearcopy/engine/memory_plan.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "nearcopy/match/candidates.h"

namespace nearcopy {
namespace {

// The number that a file begins with; the largest there is for none ("max").
uint64_t NumberIn(const std::string& path) {
  std::ifstream file(path);
  uint64_t number = 0;
  return file >> number ? number : UINT64_MAX;
}

// The limits of the control groups that this process is in (version 2, then 1).
uint64_t GroupLimit() {
  uint64_t least = UINT64_MAX;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const size_t name = line.find(':') + 1, path = line.find(':', name) + 1;
    if (name == 0 || path == 0) continue;
    const bool two = line.substr(name, path - name) == ":";
    if (!two && line.find("memory", name) >= path) continue;
    const std::string root = two ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const char* const file = two ? "/memory.max" : "/memory.limit_in_bytes";
    // A limit of a group is one of all groups in it.
    for (std::string group = line.substr(path);; group.resize(group.rfind('/'))) {
      least = std::min(least, NumberIn(root + group + file));
      if (group.find('/') == std::string::npos) break;
    }
  }
  return least;
}

}  // namespace

uint64_t DefaultMemory() {
  constexpr uint64_t kLeast = 256 << 20, kUnknown = uint64_t{1} << 30;
  const long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || bytes <= 0) return kUnknown;
  const uint64_t machine = static_cast<uint64_t>(pages) * static_cast<uint64_t>(bytes);
  return std::max(kLeast, std::min(machine, GroupLimit()) / 4);
}

MemoryPlan::MemoryPlan(uint64_t memory) {
  constexpr uint64_t kMostShingles = 256 << 20;
  const uint64_t rest = memory / 2;
  // Sketches are there while candidates are searched, these while pairs are verified.
  sketches = rest / 2;
  tables = rest / 4;
  pairs = rest / 8;
  shingles = std::min(rest / 4, kMostShingles);
}

TableThreads::TableThreads(const MemoryPlan& plan, int most_threads, size_t rows,
                           size_t sketch_bytes) {
  // More keys of a sketch than are in one line of a cache are no gain, if it is in memory.
  const uint64_t most_tables = sketch_bytes == 0 ? 8 : 16;
  constexpr uint64_t kFewPairs = 1 << 12, kManyPairs = 1 << 18;
  const uint64_t a_pair = kBytesAPairTogether + 2 * sketch_bytes;
  const uint64_t a_table = std::max<uint64_t>(kBytesARow * rows, 1);
  const uint64_t least = 2 * a_table + kFewPairs * a_pair;
  threads = static_cast<int>(std::clamp<uint64_t>(
      plan.tables / least, 1, static_cast<uint64_t>(std::max(most_threads, 1))));
  const uint64_t share = std::max(plan.tables / static_cast<uint64_t>(threads), least);
  const uint64_t for_pairs = std::min(share / 4, share - 2 * a_table);
  pairs_together = static_cast<size_t>(std::clamp(for_pairs / a_pair, kFewPairs, kManyPairs));
  const uint64_t for_tables = share - std::min(share, pairs_together * a_pair);
  tables_together = static_cast<size_t>(
      std::clamp<uint64_t>(for_tables / a_table, 2, most_tables + 1) - 1);
}

}  // namespace nearcopy
