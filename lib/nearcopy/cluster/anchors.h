#ifndef NEARCOPY_CLUSTER_ANCHORS_H_
#define NEARCOPY_CLUSTER_ANCHORS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/match/candidates.h"

namespace nearcopy {

// Anchors are the documents that stay: in keep order a document stays unless it is a copy of one
// that stays. Nothing goes because of a chain. All functions here as those of join.h.

// Which copies go, and of what.
struct AnchorRule {
  bool exact = true, near = true;  // which copies go
  // The first so many documents stay in any case, and the others are copies of these alone; none:
  // of any that stays.
  std::optional<uint32_t> against;
  std::vector<bool> protect;  // which documents stay in any case, of all; empty: none

  bool Stays(uint32_t document) const {
    return (against && document < *against) || (!protect.empty() && protect[document]);
  }
  bool MayAnchor(uint32_t document) const { return !against || document < *against; }
};

// In keep order, each document is a copy of the most similar anchor that is an allowed neighbour
// (the earliest of equals), or else is an anchor itself. Those that stand inside an anchor, by
// `contained` (by inner, then outer group; their similarities are below those of the index), are
// copies of it, too. A link a copy.
std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                const Constraints& constraints, const AnchorRule& rule = {},
                                std::span<const ContainedPair> contained = {});

// What AnchorJoiners that share the work know of the groups: which of them anchor. The arguments
// must outlive it.
class AnchorGroups {
 public:
  AnchorGroups(const ClusterDocuments& docs, const AnchorRule& rule);

 private:
  friend class AnchorJoiner;
  enum class State : uint8_t { kFirstStays, kFirstGoes, kUnknown };

  // The first member that is an anchor, if the first one stays or if it goes; kAbsent: none.
  uint32_t Anchor(uint32_t group, State state) const;
  // Whether a member behind a document may become a copy of it.
  bool MayFollow(uint32_t group, uint32_t document) const;
  bool Decides(uint32_t a, State of_a, uint32_t b, State of_b) const;

  const ClusterDocuments& docs_;
  const AnchorRule& rule_;
  std::vector<State> state_;       // of each group
  std::vector<uint32_t> last_;     // of each group: its last member that may go; kAbsent: none
  std::vector<uint32_t> staying_;  // the first member that stays in any case; kAbsent; or empty
};

// Verifies the candidates that JoinToAnchors needs, without constraints and contained pairs: those
// of a group with one that anchors. As with ComponentJoiner, several joiners may share the groups.
class AnchorJoiner {
 public:
  AnchorJoiner(double threshold, const SimilaritiesOf& similarities, AnchorGroups* groups)
      : threshold_(threshold), similarities_(similarities), groups_(*groups) {}

  // Takes candidates in the order of ComponentJoiner::Add. `ends`: their groups come no more; else
  // the last later group goes on.
  void Add(std::span<const CandidatePair> candidates, bool ends);

  // After the last Add: verified pairs, all among them that decide what is a copy of what.
  std::vector<GroupEdge>& edges() { return edges_; }

 private:
  using State = AnchorGroups::State;
  bool Walk(std::span<const CandidatePair> pairs, bool all, std::vector<size_t>* wanted);
  State WalkGroup(std::span<const CandidatePair> pairs, size_t begin, size_t end, bool all,
                  std::vector<size_t>* wanted);
  void AddDeciding(std::span<const CandidatePair> pairs);
  void CloseGroup();

  const double threshold_;
  const SimilaritiesOf& similarities_;
  AnchorGroups& groups_;
  std::vector<GroupEdge> edges_;
  std::vector<double> similarity_;  // of the pairs at hand
  uint32_t open_ = kAbsent;         // the group that goes on
  bool open_goes_ = false;          // and whether its first member went before the pairs at hand
  std::vector<CandidatePair> open_pairs_;  // of it: may be needed once its state is known
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_ANCHORS_H_
