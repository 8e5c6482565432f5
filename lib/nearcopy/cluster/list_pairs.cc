#include <algorithm>
#include <map>

#include "nearcopy/cluster/join.h"

namespace nearcopy {
namespace {

// Ordered pairs (x of a, y of b) that the window allows, of lists sorted by time.
uint64_t CountWithin(const ClusterDocuments& docs, const Constraints& constraints,
                     std::span<const uint32_t> a, std::span<const uint32_t> b) {
  if (!constraints.within) return uint64_t{a.size()} * b.size();
  const auto known = [&](uint32_t d) { return docs.time[d] != kUnknownTime; };
  const auto b_known =
      static_cast<size_t>(std::partition_point(b.begin(), b.end(), known) - b.begin());
  uint64_t count = 0;
  size_t from = 0, to = 0;
  for (uint32_t x : a) {
    if (!known(x)) {
      count += b.size();
      continue;
    }
    while (from < b_known && docs.time[b[from]] < docs.time[x] - *constraints.within) ++from;
    while (to < b_known && docs.time[b[to]] <= docs.time[x] + *constraints.within) ++to;
    count += to - from + (b.size() - b_known);
  }
  return count;
}

std::vector<uint32_t> ByTime(const ClusterDocuments& docs, std::span<const uint32_t> members) {
  std::vector<uint32_t> list(members.begin(), members.end());
  std::stable_sort(list.begin(), list.end(),
                   [&](uint32_t a, uint32_t b) { return docs.time[a] < docs.time[b]; });
  return list;
}

// Ordered pairs that all constraints allow; a pair of equal members counts too if a is b.
uint64_t CountAllowed(const ClusterDocuments& docs, const Constraints& constraints,
                      std::span<const uint32_t> a, std::span<const uint32_t> b) {
  uint64_t count = CountWithin(docs, constraints, a, b);
  if (!constraints.across) return count;
  std::map<uint32_t, std::pair<std::vector<uint32_t>, std::vector<uint32_t>>> by_value;
  for (uint32_t x : a) by_value[docs.across[x]].first.push_back(x);
  for (uint32_t y : b) by_value[docs.across[y]].second.push_back(y);
  for (const auto& [value, lists] : by_value) {
    count -= CountWithin(docs, constraints, lists.first, lists.second);
  }
  return count;
}

uint64_t CountPairs(const ClusterDocuments& docs, const GroupIndex& index,
                    const Constraints& constraints) {
  uint64_t count = 0;
  for (uint32_t g = 0; g < index.groups(); ++g) {
    const std::vector<uint32_t> own = ByTime(docs, index.members(g));
    uint64_t inside = CountAllowed(docs, constraints, own, own);
    if (!constraints.across) inside -= own.size();  // each member with itself
    count += inside / 2;
    for (const auto& n : index.neighbours(g)) {
      if (n.group < g) {
        count += CountAllowed(docs, constraints, own, ByTime(docs, index.members(n.group)));
      }
    }
  }
  return count;
}

}  // namespace

AllPairs ListPairs(const ClusterDocuments& docs, const GroupIndex& index,
                   const Constraints& constraints, uint64_t most) {
  AllPairs all;
  all.count = CountPairs(docs, index, constraints);
  const uint64_t wanted = std::min(all.count, most);
  std::vector<Link> own;
  for (uint32_t d = 0; d < docs.group.size() && all.links.size() < wanted; ++d) {
    const uint32_t g = docs.group[d];
    if (g == kAbsent) continue;
    own.clear();
    const auto add = [&](uint32_t group, double similarity) {
      for (uint32_t earlier : index.members(group)) {
        if (earlier >= d) break;
        if (!constraints.Allow(docs, d, earlier)) continue;
        own.push_back({d, earlier, similarity, group == g});
      }
    };
    add(g, 1.0);
    for (const auto& n : index.neighbours(g)) add(n.group, n.similarity);
    std::sort(own.begin(), own.end(),
              [](const Link& a, const Link& b) { return a.earlier < b.earlier; });
    own.resize(std::min<size_t>(own.size(), wanted - all.links.size()));
    all.links.insert(all.links.end(), own.begin(), own.end());
  }
  return all;
}

}  // namespace nearcopy
