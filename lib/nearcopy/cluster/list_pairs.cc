#include <algorithm>

#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/pair_counter.h"

namespace nearcopy {
namespace {

uint64_t CountPairs(const ClusterDocuments& docs, const GroupIndex& index,
                    const Constraints& constraints) {
  PairCounter counter(docs, index, constraints);
  uint64_t count = 0;
  for (uint32_t g = 0; g < index.groups(); ++g) {
    count += counter.Inside(g);
    for (const auto& n : index.neighbours(g)) {
      if (n.group < g) count += counter.Between(g, n.group);
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
  AllowedCopies copies(docs, index, constraints, AllowedCopies::Best::kEarliest);
  for (uint32_t d = 0; d < docs.group.size() && all.links.size() < wanted; ++d) {
    if (index.Alone(docs, d)) continue;
    copies.AppendAll(d, &all.links);
    copies.Insert(d, nullptr);
  }
  all.links.resize(std::min<size_t>(all.links.size(), wanted));
  return all;
}

}  // namespace nearcopy
