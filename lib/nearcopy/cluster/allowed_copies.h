#ifndef NEARCOPY_CLUSTER_ALLOWED_COPIES_H_
#define NEARCOPY_CLUSTER_ALLOWED_COPIES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/member_tree.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {

// Of the documents inserted so far, those that another one is a copy of and may be compared with.
// A pair of groups costs the smaller of them: members of the smaller ask the tree of the larger,
// and those of the larger a tree of all members of their smaller neighbours. So neither a crowd of
// exact copies nor one of near copies around it costs its square. One thread at a time.
class AllowedCopies {
 public:
  enum class Best { kEarliest, kMostSimilar };  // of equally similar ones, the earliest

  AllowedCopies(const ClusterDocuments& docs, const GroupIndex& index,
                const Constraints& constraints, Best best);

  // Requires that documents come in keep order. `components` may be null if First is asked without.
  void Insert(uint32_t document, UnionFind* components);

  // The best one for `document`, later than all inserted, among its exact copies, its near ones or
  // both; `earlier` is kAbsent if there is none.
  Link First(uint32_t document, bool exact = true, bool near = true);

  // Joins `document`, later than all inserted, to the earliest one in another component than its
  // own, while there is one. Appends a link each.
  void JoinAll(uint32_t document, UnionFind* components, std::vector<Link>* links);

  // Appends a link to each of them, the earliest first.
  void AppendAll(uint32_t document, std::vector<Link>* links);

 private:
  // Calls ask(tree) for every tree that may hold copies of a document.
  template <typename Ask>
  void ForTrees(uint32_t document, const Ask& ask);
  Link LinkTo(uint32_t document, uint32_t found) const;
  MemberTree& Own(uint32_t group);
  MemberTree& Smaller(uint32_t group);  // of the smaller neighbours' members
  bool IsLarger(uint32_t group, uint32_t than) const;
  std::span<const GroupIndex::Neighbour> Larger(uint32_t group) const;

  const ClusterDocuments& docs_;
  const GroupIndex& index_;
  const Constraints& constraints_;
  const Best best_;
  std::vector<size_t> first_larger_ = {0};
  std::vector<GroupIndex::Neighbour> larger_;  // of each group, those of its neighbours
  std::vector<std::unique_ptr<MemberTree>> own_, smaller_;  // made when they are first asked
  std::vector<uint32_t> found_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_ALLOWED_COPIES_H_
