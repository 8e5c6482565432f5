#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {

std::vector<Link> JoinAllowed(const ClusterDocuments& docs, const GroupIndex& index,
                              const Constraints& constraints) {
  AllowedCopies earlier(docs, index, constraints, AllowedCopies::Best::kEarliest);
  UnionFind components(docs.group.size());
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (index.Alone(docs, d)) continue;
    earlier.JoinAll(d, &components, &links);
    earlier.Insert(d, &components);
  }
  return links;
}

}  // namespace nearcopy
