#include <algorithm>
#include <iterator>
#include <memory>

#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/anchors.h"
#include "nearcopy/cluster/member_tree.h"

namespace nearcopy {
namespace {

// Contained pairs by one of their groups.
class ContainedIndex {
 public:
  ContainedIndex(size_t groups, std::span<const ContainedPair> pairs,
                 uint32_t ContainedPair::*group)
      : pairs_(pairs.begin(), pairs.end()), first_(pairs.empty() ? 0 : groups + 1) {
    std::ranges::stable_sort(pairs_, {}, group);
    for (const ContainedPair& p : pairs) ++first_[p.*group + 1];
    for (size_t g = 1; g < first_.size(); ++g) first_[g] += first_[g - 1];
  }
  std::span<const ContainedPair> Of(uint32_t group) const {
    if (first_.empty()) return {};
    return std::span(pairs_).subspan(first_[group], first_[group + 1] - first_[group]);
  }

 private:
  std::vector<ContainedPair> pairs_;
  std::vector<size_t> first_;
};

// Without constraints all that matters of a group is its first anchor, which offers itself to the
// neighbours, and to what stands inside it, once.
class FirstAnchors {
 public:
  FirstAnchors(const ClusterDocuments& docs, const GroupIndex& index, const AnchorRule& rule,
               const ContainedIndex& by_outer)
      : docs_(docs),
        index_(index),
        rule_(rule),
        by_outer_(by_outer),
        anchor_(index.groups(), kAbsent),
        offers_(index.groups()) {}

  // The best one for a document; `earlier` is kAbsent if there is none.
  Link First(uint32_t document) const {
    const uint32_t g = docs_.group[document], own = anchor_[g];
    const Offer& offer = offers_[g];
    const bool closer = offer.similarity < 1 || own < offer.anchor;
    if (rule_.exact && own != kAbsent && closer) return {document, own, 1.0, true};
    return {document, offer.anchor, offer.similarity, false, offer.contained};
  }

  void Insert(uint32_t document) {
    const uint32_t g = docs_.group[document];
    if (anchor_[g] != kAbsent) return;
    anchor_[g] = document;
    if (rule_.near) {
      for (const auto& n : index_.neighbours(g)) Give(n.group, {document, n.similarity, false});
    }
    for (const ContainedPair& p : by_outer_.Of(g)) Give(p.inner, {document, p.similarity, true});
  }

 private:
  struct Offer {
    uint32_t anchor = kAbsent;
    double similarity = 0;
    bool contained = false;
  };
  // Of equals the earlier one was there before.
  void Give(uint32_t group, const Offer& offer) {
    Offer& best = offers_[group];
    if (best.anchor == kAbsent || offer.similarity > best.similarity) best = offer;
  }

  const ClusterDocuments& docs_;
  const GroupIndex& index_;
  const AnchorRule& rule_;
  const ContainedIndex& by_outer_;
  std::vector<uint32_t> anchor_;  // the first one of each group
  std::vector<Offer> offers_;     // the best one to each group
};

// Under constraints: the anchors that documents stand inside. As with AllowedCopies, a pair of
// groups costs the smaller of them: members of the inner one ask the tree of an outer one that is
// as large; members of a smaller outer one go into a tree of all such, which is asked once.
class OuterAnchors {
 public:
  OuterAnchors(const ClusterDocuments& docs, const GroupIndex& index,
               const Constraints& constraints, std::span<const ContainedPair> contained)
      : docs_(docs),
        index_(index),
        constraints_(constraints),
        larger_(index.groups(), Those(contained, false), &ContainedPair::inner),
        smaller_(index.groups(), Those(contained, true), &ContainedPair::inner),
        of_smaller_(index.groups(), Those(contained, true), &ContainedPair::outer),
        of_larger_(index.groups(), Those(contained, false), &ContainedPair::outer),
        own_trees_(index.groups()),
        smaller_trees_(index.groups()) {}

  // The best one for a document, later than all inserted; `earlier` is kAbsent if there is none.
  Link First(uint32_t document) {
    Link best{document, kAbsent, 0, false, true};
    const auto offer = [&](uint32_t found, double similarity) {
      if (found == kAbsent || similarity < best.similarity) return;
      if (similarity == best.similarity && found > best.earlier) return;
      best.earlier = found;
      best.similarity = similarity;
    };
    const uint32_t g = docs_.group[document];
    for (const ContainedPair& p : larger_.Of(g)) {
      if (docs_.first[p.outer] > document || p.similarity < best.similarity) continue;
      offer(Own(p.outer).First(document, nullptr), p.similarity);
    }
    const auto smaller = smaller_.Of(g);
    if (smaller.empty()) return best;
    const uint32_t found = Smaller(g).First(document, nullptr);
    if (found == kAbsent) return best;
    const uint32_t outer = docs_.group[found];
    offer(found, std::ranges::lower_bound(smaller, outer, {}, &ContainedPair::outer)->similarity);
    return best;
  }

  void Insert(uint32_t document) {
    const uint32_t g = docs_.group[document];
    if (!of_larger_.Of(g).empty()) Own(g).Insert(document, nullptr);
    for (const ContainedPair& p : of_smaller_.Of(g)) Smaller(p.inner).Insert(document, nullptr);
  }

 private:
  std::vector<ContainedPair> Those(std::span<const ContainedPair> pairs,
                                   bool outer_is_smaller) const {
    std::vector<ContainedPair> out;
    std::ranges::copy_if(pairs, std::back_inserter(out), [&](const ContainedPair& p) {
      return outer_is_smaller == (index_.members(p.outer).size() < index_.members(p.inner).size());
    });
    return out;
  }

  MemberTree& Own(uint32_t group) {
    auto& tree = own_trees_[group];
    if (!tree) tree = std::make_unique<MemberTree>(docs_, constraints_, index_.members(group));
    return *tree;
  }

  // Of the members of smaller groups that this one stands inside, best first.
  MemberTree& Smaller(uint32_t group) {
    auto& tree = smaller_trees_[group];
    if (tree) return *tree;
    std::vector<std::pair<double, uint32_t>> ranked;
    for (const ContainedPair& p : smaller_.Of(group)) {
      for (uint32_t member : index_.members(p.outer)) ranked.emplace_back(-p.similarity, member);
    }
    std::ranges::sort(ranked);
    std::vector<uint32_t> members;
    members.reserve(ranked.size());
    for (const auto& [rank, member] : ranked) members.push_back(member);
    tree = std::make_unique<MemberTree>(docs_, constraints_, members);
    return *tree;
  }

  const ClusterDocuments& docs_;
  const GroupIndex& index_;
  const Constraints& constraints_;
  // Pairs by inner group, then outer one, and by outer; those whose outer group is smaller apart.
  const ContainedIndex larger_, smaller_, of_smaller_, of_larger_;
  std::vector<std::unique_ptr<MemberTree>> own_trees_, smaller_trees_;  // made when first asked
};

}  // namespace

std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                const Constraints& constraints, const AnchorRule& rule,
                                std::span<const ContainedPair> contained) {
  const ContainedIndex by_outer(index.groups(), contained, &ContainedPair::outer);
  const ContainedIndex by_inner(index.groups(), contained, &ContainedPair::inner);
  std::vector<Link> links;
  const auto join = [&](const auto& first, const auto& insert) {
    for (uint32_t d = 0; d < docs.group.size(); ++d) {
      const uint32_t g = docs.group[d];
      if (g == kAbsent) continue;
      if (index.Alone(docs, d) && by_inner.Of(g).empty() && by_outer.Of(g).empty()) continue;
      const Link best = rule.Stays(d) ? Link{d, kAbsent, 0, false} : first(d);
      if (best.earlier != kAbsent) {
        links.push_back(best);
      } else if (rule.MayAnchor(d)) {
        insert(d);
      }
    }
  };
  if (!constraints.any()) {
    FirstAnchors anchors(docs, index, rule, by_outer);
    join([&](uint32_t d) { return anchors.First(d); }, [&](uint32_t d) { anchors.Insert(d); });
    return links;
  }
  AllowedCopies anchors(docs, index, constraints, AllowedCopies::Best::kMostSimilar);
  OuterAnchors outers(docs, index, constraints, contained);
  join(
      [&](uint32_t d) {
        // What is near is more similar than what is contained.
        const Link best = anchors.First(d, rule.exact, rule.near);
        return best.earlier != kAbsent ? best : outers.First(d);
      },
      [&](uint32_t d) {
        anchors.Insert(d, nullptr);
        outers.Insert(d);
      });
  return links;
}

}  // namespace nearcopy
