#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

// Whether a document has no copies at all, as most have none.
bool Alone(const ClusterDocuments& docs, const GroupIndex& index, uint32_t document) {
  const uint32_t g = docs.group[document];
  return g == kAbsent || (index.members(g).size() == 1 && index.neighbours(g).empty());
}

}  // namespace

std::vector<Link> JoinAllowed(const ClusterDocuments& docs, const GroupIndex& index,
                              const Constraints& constraints) {
  AllowedCopies earlier(docs, index, constraints, AllowedCopies::Best::kEarliest);
  UnionFind components(docs.group.size());
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (Alone(docs, index, d)) continue;
    while (true) {
      const Link first = earlier.First(d, &components);
      if (first.earlier == kAbsent) break;
      components.Join(d, first.earlier);
      links.push_back(first);
    }
    earlier.Insert(d, &components);
  }
  return links;
}

std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                const Constraints& constraints) {
  AllowedCopies kept(docs, index, constraints, AllowedCopies::Best::kMostSimilar);
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (Alone(docs, index, d)) continue;
    const Link best = kept.First(d, nullptr);
    if (best.earlier == kAbsent) {
      kept.Insert(d, nullptr);
    } else {
      links.push_back(best);
    }
  }
  return links;
}

}  // namespace nearcopy
