#ifndef NEARCOPY_CLUSTER_JOIN_H_
#define NEARCOPY_CLUSTER_JOIN_H_

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/match/candidates.h"

namespace nearcopy {

// All functions here: any thread, but `similarities` is called by the caller's alone.

// The exact similarities of pairs of groups, in their order.
using SimilaritiesOf = std::function<std::vector<double>(std::span<const CandidatePair>)>;

struct Joined {
  std::vector<GroupEdge> edges;  // verified pairs of groups at or above the threshold
  std::vector<Link> links;       // pairs of documents that joined two components (or kept and copy)
};

// Verifies every candidate; edges by later, then earlier group. Candidates are pairs of groups.
// `done` counts candidates dealt with, for progress; it may be null.
std::vector<GroupEdge> VerifyAll(std::span<const CandidatePair> candidates, double threshold,
                                 const SimilaritiesOf& similarities,
                                 std::atomic<uint64_t>* done = nullptr);

// Components of exact and near pairs, without constraints. Pairs of documents are taken in keep
// order of the later one, then of the earlier one, and those already joined need no verification
// (a few are verified all the same, to ask for many at a time); `links` is the forest that this
// order defines. Candidates are a < b, in any order.
Joined JoinComponents(const ClusterDocuments& docs, std::vector<CandidatePair> candidates,
                      double threshold, const SimilaritiesOf& similarities,
                      std::atomic<uint64_t>* done = nullptr);

// The same forest where all edges are known and only pairs that `constraints` allow count.
std::vector<Link> JoinAllowed(const ClusterDocuments& docs, const GroupIndex& index,
                              const Constraints& constraints);

// The rule of dedup: in keep order, a document is a copy of the most similar kept one that is an
// allowed neighbour (the earliest of equals), or else is kept itself. A link a copy.
std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
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
