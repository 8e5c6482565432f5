#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/anchors.h"

namespace nearcopy {
namespace {

// Without constraints all that matters of a group is its first anchor, which offers itself to the
// neighbours once.
std::vector<Link> JoinToFirstAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                     const AnchorRule& rule) {
  struct Offer {
    double similarity = 0;
    uint32_t anchor = kAbsent;
  };
  std::vector<uint32_t> anchor(index.groups(), kAbsent);
  std::vector<Offer> near(index.groups());  // the best so far
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (index.Alone(docs, d)) continue;
    const uint32_t g = docs.group[d];
    if (!rule.Stays(d)) {
      Link best{d, near[g].anchor, near[g].similarity, false};
      const bool closer =
          best.earlier == kAbsent || best.similarity < 1 || anchor[g] < best.earlier;
      if (rule.exact && anchor[g] != kAbsent && closer) best = {d, anchor[g], 1.0, true};
      if (best.earlier != kAbsent) {
        links.push_back(best);
        continue;
      }
    }
    if (anchor[g] != kAbsent || !rule.MayAnchor(d)) continue;
    anchor[g] = d;
    if (!rule.near) continue;
    for (const auto& n : index.neighbours(g)) {
      // Of equals the earlier one was there before.
      if (n.similarity > near[n.group].similarity) near[n.group] = {n.similarity, d};
    }
  }
  return links;
}

}  // namespace

std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                const Constraints& constraints, const AnchorRule& rule) {
  if (!constraints.any()) return JoinToFirstAnchors(docs, index, rule);
  AllowedCopies anchors(docs, index, constraints, AllowedCopies::Best::kMostSimilar);
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (index.Alone(docs, d)) continue;
    const Link best =
        rule.Stays(d) ? Link{d, kAbsent, 0, false} : anchors.First(d, rule.exact, rule.near);
    if (best.earlier != kAbsent) {
      links.push_back(best);
    } else if (rule.MayAnchor(d)) {
      anchors.Insert(d, nullptr);
    }
  }
  return links;
}

}  // namespace nearcopy
