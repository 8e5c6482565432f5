#ifndef NEARCOPY_CLUSTER_MEMBER_TREE_H_
#define NEARCOPY_CLUSTER_MEMBER_TREE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {

// Documents by time, to ask for the best one that another may be compared with and is not yet
// joined to: a segment tree whose nodes know the best members of two different `across` values, and
// whether what one of them may be compared with is all of its component. That keeps a million exact
// copies, each with its own time and feed, from costing their square. One thread at a time.
class MemberTree {
 public:
  // Members come best first; none can be found until it is inserted.
  MemberTree(const ClusterDocuments& docs, const Constraints& constraints,
             std::span<const uint32_t> members);

  // Makes a member findable. `components` may be null if First is asked without.
  void Insert(uint32_t document, UnionFind* components);

  // The best inserted member that `document` may be compared with; with `components`, of those in
  // other components than its own. kAbsent if there is none.
  uint32_t First(uint32_t document, UnionFind* components);

  // Nodes, and how many of them all calls of First have looked at.
  size_t nodes() const { return nodes_.size(); }
  uint64_t visits() const { return visits_; }

  // Appends every inserted member that `document` may be compared with, in no order; costs what it
  // appends, but for a logarithm.
  void AppendAll(uint32_t document, std::vector<uint32_t>* members) const;

 private:
  // Members stand as ranks: 0 is the best.
  struct Node {
    uint32_t first = kAbsent;   // the best of all inserted members
    uint32_t second = kAbsent;  // the best of those with another across value than `first` has
    // A member of whose component all inserted members are, but for those of the across value
    // `except` (kAbsent: of none); kAbsent where that is not known.
    uint32_t one = kAbsent;
    uint32_t except = kAbsent;
  };
  struct Query {
    uint32_t document;
    UnionFind* components;
    uint32_t own;   // component of `document`
    uint32_t best;  // the answer so far
  };
  bool Differ(uint32_t rank, uint32_t document) const;
  int64_t TimeOf(uint32_t rank) const { return docs_.time[members_[rank]]; }
  // True where nothing between `from` and `to` is left to be joined to the query's document.
  bool Ask(size_t node, size_t begin, size_t end, size_t from, size_t to, Query* query);
  void Collect(size_t node, size_t begin, size_t end, size_t from, size_t to, uint32_t document,
               std::vector<uint32_t>* members) const;

  const ClusterDocuments& docs_;
  const Constraints& constraints_;
  std::vector<uint32_t> members_;  // by rank
  std::vector<uint32_t> by_time_;  // ranks; unknown times last, then by document
  size_t leaves_ = 1;
  uint64_t visits_ = 0;
  std::vector<Node> nodes_;  // nodes_[1] is the root, leaf i is nodes_[leaves_ + i]
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_MEMBER_TREE_H_
