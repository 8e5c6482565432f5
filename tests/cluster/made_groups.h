#ifndef NEARCOPY_TESTS_CLUSTER_MADE_GROUPS_H_
#define NEARCOPY_TESTS_CLUSTER_MADE_GROUPS_H_

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {

inline constexpr double kThreshold = 0.7;

// Groups of exact copies, with similarities drawn at random; `size` bounds documents and groups.
struct MadeGroups {
  ClusterDocuments docs;
  std::map<CandidatePair, double> similarity;  // of groups; candidates are those that stand here
  Constraints constraints;

  explicit MadeGroups(std::mt19937* rng, uint32_t size = 40) {
    const uint32_t n = 1 + (*rng)() % size, groups = 1 + (*rng)() % (size / 3);
    std::map<uint32_t, uint32_t> number;
    for (uint32_t d = 0; d < n; ++d) {
      const uint32_t drawn = (*rng)() % (groups + 1);
      docs.time.push_back((*rng)() % 6 == 0 ? kUnknownTime : static_cast<int64_t>((*rng)() % 50));
      docs.across.push_back((*rng)() % 3);
      if (drawn == groups) {
        docs.group.push_back(kAbsent);
        continue;
      }
      const auto [at, added] = number.emplace(drawn, static_cast<uint32_t>(number.size()));
      if (added) docs.first.push_back(d);
      docs.group.push_back(at->second);
    }
    const double density = static_cast<double>((*rng)() % 10) / 10;
    const auto g = static_cast<uint32_t>(docs.first.size());
    for (uint32_t a = 0; a < g; ++a) {
      for (uint32_t b = a + 1; b < g; ++b) {
        if ((*rng)() % 100 < density * 100) {
          similarity[{a, b}] = static_cast<double>((*rng)() % 101) / 100;
        }
      }
    }
    if ((*rng)() % 2 == 0) constraints.within = static_cast<int64_t>((*rng)() % 20);
    constraints.across = (*rng)() % 2 == 0;
  }

  std::vector<CandidatePair> candidates() const {
    std::vector<CandidatePair> out;
    for (const auto& [pair, s] : similarity) out.push_back(pair);
    return out;
  }
  std::vector<double> Similarities(std::span<const CandidatePair> pairs) const {
    std::vector<double> out;
    for (const CandidatePair& p : pairs) {
      const auto at = similarity.find(p);
      out.push_back(at == similarity.end() ? 0.01 : at->second);
    }
    return out;
  }
  SimilaritiesOf similarities() const {
    return [this](std::span<const CandidatePair> pairs) { return Similarities(pairs); };
  }
  double Similarity(uint32_t a, uint32_t b) const {
    const uint32_t x = docs.group[a], y = docs.group[b];
    if (x == y) return 1;
    return Similarities(std::vector<CandidatePair>{{std::min(x, y), std::max(x, y)}})[0];
  }

  // Every allowed pair at or above the threshold, in keep order of the later, then the earlier.
  std::vector<Link> Pairs(const Constraints& allowed) const {
    std::vector<Link> out;
    for (uint32_t b = 0; b < docs.group.size(); ++b) {
      for (uint32_t a = 0; a < b; ++a) {
        if (docs.group[a] == kAbsent || docs.group[b] == kAbsent) continue;
        if (!allowed.Allow(docs, a, b) || Similarity(a, b) < kThreshold) continue;
        out.push_back({b, a, Similarity(a, b), docs.group[a] == docs.group[b]});
      }
    }
    return out;
  }
};

// The definition: every allowed pair in order, one by one.
inline std::vector<Link> Kruskal(const MadeGroups& made, const Constraints& constraints) {
  UnionFind components(made.docs.group.size());
  std::vector<Link> out;
  for (const Link& l : made.Pairs(constraints)) {
    if (components.Join(l.later, l.earlier)) out.push_back(l);
  }
  return out;
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_CLUSTER_MADE_GROUPS_H_
