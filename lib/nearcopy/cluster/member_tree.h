#ifndef NEARCOPY_CLUSTER_MEMBER_TREE_H_
#define NEARCOPY_CLUSTER_MEMBER_TREE_H_

#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {

// The members of one group by time, to ask for the first in keep order that a document may be
// compared with and is not yet joined to: a segment tree whose nodes know the first members of two
// different `across` values, and whether all their members are one component. That keeps a million
// exact copies, each with its own time and feed, from costing their square. One thread at a time.
class MemberTree {
 public:
  MemberTree(const ClusterDocuments& docs, const Constraints& constraints,
             std::span<const uint32_t> members);

  // Makes a member findable. Requires that members come in keep order.
  void Insert(uint32_t document, UnionFind* components);

  // The first inserted member in keep order that `document` may be compared with; with
  // `components`, of those in other components than its own. kAbsent if there is none.
  uint32_t First(uint32_t document, UnionFind* components);

 private:
  struct Node {
    uint32_t first = kAbsent;   // of all inserted members
    uint32_t second = kAbsent;  // first of those with another across value than `first` has
    uint32_t one = kAbsent;     // a member: all inserted ones are of its component; kAbsent: unknown
  };
  struct Query {
    uint32_t document;
    UnionFind* components;
    uint32_t own;   // component of `document`
    uint32_t best;  // the answer so far
  };
  bool Differ(uint32_t a, uint32_t b) const;
  void Ask(size_t node, size_t begin, size_t end, size_t from, size_t to, Query* query);
  void Refresh(size_t node, UnionFind* components);

  const ClusterDocuments& docs_;
  const Constraints& constraints_;
  std::vector<uint32_t> by_time_;  // members; unknown times last
  size_t leaves_ = 1;
  std::vector<Node> nodes_;  // nodes_[1] is the root, leaf i is nodes_[leaves_ + i]
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_MEMBER_TREE_H_
