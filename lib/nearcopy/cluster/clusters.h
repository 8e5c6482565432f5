#ifndef NEARCOPY_CLUSTER_CLUSTERS_H_
#define NEARCOPY_CLUSTER_CLUSTERS_H_

#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/join.h"

namespace nearcopy {

enum class Relation { kKept, kExact, kNear, kChained };
std::string_view Name(Relation relation);  // "kept", "exact", "near", "chained"

struct ClusterMember {
  uint32_t document = 0;
  double similarity = 1;  // exact, to the kept document
  Relation relation = Relation::kKept;
  uint32_t via = kAbsent;  // chained: the neighbour on the path to the kept document
};

// Documents that belong together. Members are in keep order, so the first is the kept one.
struct Cluster {
  std::vector<ClusterMember> members;
  double cohesion = 1;  // the smallest similarity

  uint32_t kept() const { return members.front().document; }
};

// The clusters of two and more that `links` form, by their kept document. Similarities to kept
// documents that `edges` do not know are computed. With links to anchors all are known. Any thread;
// `similarities` is called by the caller's.
std::vector<Cluster> MakeClusters(const ClusterDocuments& docs, std::span<const Link> links,
                                  std::span<const GroupEdge> edges, double threshold,
                                  const SimilaritiesOf& similarities);

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_CLUSTERS_H_
