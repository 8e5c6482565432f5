#include "nearcopy/engine/memory_plan.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <fstream>
#include <limits>
#include <system_error>

#include "nearcopy/match/candidates.h"

namespace nearcopy {
namespace {

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

// The number that a file begins with; there is no limit where there is none.
uint64_t LimitIn(const std::string& path) {
  std::string text;
  std::ifstream(path) >> text;
  uint64_t limit = kNoLimit;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  return error == std::errc() ? limit : kNoLimit;
}

// The least limit of a group and of those around it. In a container the group may have a name that
// only the machine outside knows; then the limit is that of the folder itself.
uint64_t LimitOfGroups(const std::string& folder, std::string group, const std::string& file) {
  uint64_t least = LimitIn(folder + "/" + file);
  while (group.starts_with('/')) {
    least = std::min(least, LimitIn(folder + group + "/" + file));
    group.resize(group.rfind('/'));
  }
  return least;
}

// Whether `controllers`, names with commas between them, has that of memory.
bool OfMemory(const std::string& controllers) {
  return ("," + controllers + ",").find(",memory,") != std::string::npos;
}

}  // namespace

// Where there is much, most of it is for sketches, each of which is looked at in every table; where
// there is little, what must be kept of documents comes first, and the system may still have the
// file of sketches in its cache. Blocks are counted as they were read; what is made of them is
// about twice as much.
MemoryPlan PlanMemory(uint64_t memory) {
  constexpr uint64_t kLittle = 512 << 20;
  constexpr uint64_t kMostUnderWay = 64 << 20;
  constexpr uint64_t kMostShingles = 128 << 20;
  return {.under_way = std::min(memory / 16, kMostUnderWay),
          .sketches = std::max(memory / 8, (memory - std::min(memory, kLittle)) / 2),
          .samples = memory / 16,
          .search = memory / 16 * 3,
          .sorting = memory / 16,
          .shingles = std::min(memory / 8, kMostShingles)};
}

SearchPlan PlanSearch(const MemoryPlan& plan, int most_threads, size_t rows, size_t sketch_bytes) {
  // A line of a cache has the keys of so many tables.
  constexpr uint64_t kKeysALine = 8;
  constexpr uint64_t kFewBytes = 2 << 20, kManyPairs = 1 << 18;
  constexpr uint64_t kFewKnown = 1 << 12, kManyKnown = 1 << 24;
  const uint64_t a_pair = kBytesAPairTogether + 2 * sketch_bytes;
  const uint64_t few_pairs = kFewBytes / a_pair;
  const uint64_t a_table = std::max<uint64_t>(kBytesARow * rows, 1);
  const uint64_t searched = kBytesARowSearched * rows;
  const uint64_t least = a_table + searched + few_pairs * a_pair + kFewKnown * kBytesAPairKnown;
  const uint64_t threads = std::clamp<uint64_t>(plan.search / least, 1,
                                                static_cast<uint64_t>(std::max(most_threads, 1)));
  const uint64_t share = std::max(plan.search / threads, least);
  // Up to a quarter for pairs that are known, and an eighth for those that are looked at.
  uint64_t left = share - a_table - searched;
  const uint64_t known =
      std::clamp(std::min(share / 4, left - few_pairs * a_pair) / kBytesAPairKnown, kFewKnown,
                 std::clamp<uint64_t>(std::bit_ceil(rows), kFewKnown, kManyKnown));
  left -= known * kBytesAPairKnown;
  const uint64_t pairs = std::clamp(std::min(share / 8, left) / a_pair, few_pairs, kManyPairs);
  const uint64_t tables = 1 + (left - pairs * a_pair) / a_table;
  return {.threads = static_cast<int>(threads),
          .tables_together = std::min(tables, kKeysALine),
          .pairs_together = pairs,
          .pairs_known = known};
}

uint64_t UsableMemory(const std::string& root) {
  uint64_t least =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  std::ifstream groups(root + "/proc/self/cgroup");
  // NUMBER:CONTROLLERS:GROUP; number 0 without controllers is version 2.
  for (std::string number, controllers, group; std::getline(groups, number, ':') &&
                                               std::getline(groups, controllers, ':') &&
                                               std::getline(groups, group);) {
    if (controllers.empty()) {
      least = std::min(least, LimitOfGroups(root + "/sys/fs/cgroup", group, "memory.max"));
    } else if (OfMemory(controllers)) {
      least = std::min(
          least, LimitOfGroups(root + "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
    }
  }
  return least;
}

}  // namespace nearcopy
