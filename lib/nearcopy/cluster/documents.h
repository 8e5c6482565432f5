#ifndef NEARCOPY_CLUSTER_DOCUMENTS_H_
#define NEARCOPY_CLUSTER_DOCUMENTS_H_

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "nearcopy/cluster/keep_order.h"

namespace nearcopy {

inline constexpr uint32_t kAbsent = 0xffffffff;  // no document, no group

// Everything here may be read by any thread.

// The documents to cluster, numbered in keep order. Exact copies form a group; groups are numbered
// by their first document, which stands for the group.
struct ClusterDocuments {
  std::vector<uint32_t> group;   // of each document; kAbsent: a copy of nothing
  std::vector<int64_t> time;     // of each document, or kUnknownTime; empty where none asks
  std::vector<uint32_t> across;  // value of each document; looked at with --across alone
  std::vector<uint32_t> first;   // of each group: its first document
};

// Which pairs of documents count.
struct Constraints {
  std::optional<int64_t> within;  // seconds between them, at most; unknown times match all
  bool across = false;            // only documents whose `across` differs

  bool any() const { return within.has_value() || across; }
  bool Allow(const ClusterDocuments& docs, uint32_t a, uint32_t b) const {
    if (across && docs.across[a] == docs.across[b]) return false;
    if (!within || docs.time[a] == kUnknownTime || docs.time[b] == kUnknownTime) return true;
    return std::abs(docs.time[a] - docs.time[b]) <= *within;
  }
};

// A verified pair of groups at or above the threshold, earlier < later.
struct GroupEdge {
  uint32_t later = 0, earlier = 0;
  double similarity = 0;
};

// A verified pair of groups, of which one stands inside the other: containment as asked for, |inner
// n outer| / |inner|, and a similarity below the threshold.
struct ContainedPair {
  uint32_t inner = 0, outer = 0;
  double containment = 0, similarity = 0;
  auto operator<=>(const ContainedPair&) const = default;
};

// A verified pair of documents, earlier < later in keep order.
struct Link {
  uint32_t later = 0, earlier = 0;
  double similarity = 0;
  bool exact = false;
  bool contained = false;  // the later one stands inside the earlier one
};

// The members of each group in keep order, and its neighbours by GroupEdge.
class GroupIndex {
 public:
  GroupIndex(const ClusterDocuments& docs, std::span<const GroupEdge> edges);

  struct Neighbour {
    uint32_t group;
    double similarity;
  };
  size_t groups() const { return first_member_.size() - 1; }
  // Whether a document has no copies at all, as most have none.
  bool Alone(const ClusterDocuments& docs, uint32_t document) const {
    const uint32_t g = docs.group[document];
    return g == kAbsent || (members(g).size() == 1 && neighbours(g).empty());
  }
  std::span<const uint32_t> members(uint32_t g) const {
    return std::span(members_).subspan(first_member_[g], first_member_[g + 1] - first_member_[g]);
  }
  // By number, so by first document.
  std::span<const Neighbour> neighbours(uint32_t g) const {
    return std::span(neighbours_)
        .subspan(first_neighbour_[g], first_neighbour_[g + 1] - first_neighbour_[g]);
  }

 private:
  std::vector<size_t> first_member_, first_neighbour_;
  std::vector<uint32_t> members_;
  std::vector<Neighbour> neighbours_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_DOCUMENTS_H_
