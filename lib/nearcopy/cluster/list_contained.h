#ifndef NEARCOPY_CLUSTER_LIST_CONTAINED_H_
#define NEARCOPY_CLUSTER_LIST_CONTAINED_H_

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/cluster/documents.h"

namespace nearcopy {

// Pairs of documents of which one stands inside the other, in ContainedPair::inner and outer;
// `count` is their whole number.
struct AllContained {
  std::vector<ContainedPair> pairs;
  uint64_t count = 0;
};

// All allowed pairs of members of verified pairs of groups, which come by inner, then outer group;
// the first `most` of them in the order of the inner id, then of the outer id, bytewise. Needs the
// times of documents where there are constraints. Costs what it lists, but for logarithms. Any
// thread; `id_of` is called by the caller's.
AllContained ListContained(const ClusterDocuments& docs, std::span<const ContainedPair> groups,
                           const Constraints& constraints, uint64_t most,
                           const std::function<std::string_view(uint32_t document)>& id_of);

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_LIST_CONTAINED_H_
