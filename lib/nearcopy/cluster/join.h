#ifndef NEARCOPY_CLUSTER_JOIN_H_
#define NEARCOPY_CLUSTER_JOIN_H_

#include <functional>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/union_find.h"
#include "nearcopy/match/candidates.h"

namespace nearcopy {

// All functions here: any thread, but `similarities` is called by the caller's alone.

// The exact similarities of pairs of groups, in their order.
using SimilaritiesOf = std::function<std::vector<double>(std::span<const CandidatePair>)>;

struct Joined {
  std::vector<GroupEdge> edges;  // verified pairs of groups at or above the threshold
  std::vector<Link> links;       // pairs of documents that joined two components (or kept and copy)
};

// Verifies every one of some candidates, and appends those at or above the threshold to `edges`.
void VerifyAll(std::span<const CandidatePair> candidates, double threshold,
               const SimilaritiesOf& similarities, std::vector<GroupEdge>* edges);

// Joins components of exact and near pairs, without constraints. Pairs of documents are taken in
// keep order of the later one, then of the earlier one, and those already joined need no
// verification (a few are verified all the same, to ask for many at a time). One thread at a time;
// but several joiners may share the components, if each component of the graph of all candidates
// goes to one of them.
class ComponentJoiner {
 public:
  // `components` are of groups. The arguments must outlive it.
  ComponentJoiner(double threshold, const SimilaritiesOf& similarities, UnionFind* components)
      : threshold_(threshold), similarities_(similarities), components_(*components) {}

  // Takes candidates, a < b, sorted by b, then a; but those of different components of the graph
  // of all candidates may come in any order. How they are cut into calls does not show but in the
  // number of verified pairs.
  void Add(std::span<const CandidatePair> candidates);

 private:
  friend Joined FinishJoining(const ClusterDocuments& docs, std::span<ComponentJoiner> joiners);
  void Localise(std::span<const CandidatePair> pairs);
  bool Walk(std::span<const CandidatePair> pairs, size_t each, std::vector<size_t>* wanted);

  const double threshold_;
  const SimilaritiesOf& similarities_;
  UnionFind& components_;
  std::vector<GroupEdge> edges_, joins_;
  std::vector<double> similarity_;  // of the pairs at hand
  std::vector<uint32_t> roots_;     // of a and b of each, numbered
  size_t local_size_ = 0;
};

// After the last Add of all joiners: `links` is the forest that the order of pairs defines.
Joined FinishJoining(const ClusterDocuments& docs, std::span<ComponentJoiner> joiners);

// The same forest where all edges are known and only pairs that `constraints` allow count.
std::vector<Link> JoinAllowed(const ClusterDocuments& docs, const GroupIndex& index,
                              const Constraints& constraints);

// All allowed pairs of documents, up to `most` in the order above; `count` is their whole number.
struct AllPairs {
  std::vector<Link> links;
  uint64_t count = 0;
};
AllPairs ListPairs(const ClusterDocuments& docs, const GroupIndex& index,
                   const Constraints& constraints, uint64_t most);

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_JOIN_H_
