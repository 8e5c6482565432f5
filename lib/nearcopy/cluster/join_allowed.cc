#include <algorithm>
#include <memory>

#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/member_tree.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

// A tree for each group, made when it is first looked at; a group without copies has none.
class Forest {
 public:
  Forest(const ClusterDocuments& docs, const GroupIndex& index, const Constraints& constraints)
      : docs_(docs), index_(index), constraints_(constraints), trees_(index.groups()) {}

  MemberTree& operator[](uint32_t group) {
    auto& tree = trees_[group];
    if (!tree) {
      tree = std::make_unique<MemberTree>(docs_, constraints_, index_.members(group));
    }
    return *tree;
  }
  bool Alone(uint32_t group) const {
    return index_.members(group).size() == 1 && index_.neighbours(group).empty();
  }

 private:
  const ClusterDocuments& docs_;
  const GroupIndex& index_;
  const Constraints& constraints_;
  std::vector<std::unique_ptr<MemberTree>> trees_;
};

// Calls visit(group, similarity) for the groups whose members may be copies of one of g's.
template <typename Visit>
void ForNeighbours(const GroupIndex& index, uint32_t g, const Visit& visit) {
  visit(g, 1.0);
  for (const auto& n : index.neighbours(g)) visit(n.group, n.similarity);
}

}  // namespace

std::vector<Link> JoinAllowed(const ClusterDocuments& docs, const GroupIndex& index,
                              const Constraints& constraints) {
  Forest forest(docs, index, constraints);
  UnionFind components(docs.group.size());
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    const uint32_t g = docs.group[d];
    if (g == kAbsent || forest.Alone(g)) continue;
    while (true) {
      Link best{d, kAbsent, 0, false};
      ForNeighbours(index, g, [&](uint32_t group, double similarity) {
        const uint32_t first = forest[group].First(d, &components);
        if (first < best.earlier) best = {d, first, similarity, group == g};
      });
      if (best.earlier == kAbsent) break;
      components.Join(d, best.earlier);
      links.push_back(best);
    }
    forest[g].Insert(d, &components);
  }
  return links;
}

std::vector<Link> JoinToAnchors(const ClusterDocuments& docs, const GroupIndex& index,
                                const Constraints& constraints) {
  Forest kept(docs, index, constraints);
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    const uint32_t g = docs.group[d];
    if (g == kAbsent || kept.Alone(g)) continue;
    Link best{d, kAbsent, 0, false};
    ForNeighbours(index, g, [&](uint32_t group, double similarity) {
      if (similarity < best.similarity) return;
      const uint32_t first = kept[group].First(d, nullptr);
      if (first == kAbsent) return;
      if (similarity > best.similarity || first < best.earlier) {
        best = {d, first, similarity, group == g};
      }
    });
    if (best.earlier == kAbsent) {
      kept[g].Insert(d, nullptr);
    } else {
      links.push_back(best);
    }
  }
  return links;
}

}  // namespace nearcopy
