#include "nearcopy/cluster/clusters.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

// The neighbour of each document on the path to the first of its component; kAbsent for that one.
std::vector<uint32_t> PathsToKept(size_t documents, std::span<const Link> links,
                                  UnionFind* components) {
  std::vector<uint32_t> first(documents + 1);  // of a forest, so for 2^31 documents
  for (const Link& l : links) {
    ++first[l.later + 1];
    ++first[l.earlier + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<uint32_t> next(first.back());
  std::vector<uint32_t> at(first.begin(), first.end() - 1);
  for (const Link& l : links) {
    next[at[l.later]++] = l.earlier;
    next[at[l.earlier]++] = l.later;
  }
  std::vector<uint32_t> via(documents, kAbsent), open;
  for (uint32_t root = 0; root < documents; ++root) {
    if (first[root] == first[root + 1] || components->Find(root) != root) continue;
    open.assign(1, root);
    while (!open.empty()) {
      const uint32_t d = open.back();
      open.pop_back();
      for (uint32_t i = first[d]; i < first[d + 1]; ++i) {
        if (next[i] == via[d]) continue;
        via[next[i]] = d;
        open.push_back(next[i]);
      }
    }
  }
  return via;
}

// Similarities between groups and the group of their kept document, edges first.
class KeptSimilarities {
 public:
  explicit KeptSimilarities(std::span<const GroupEdge> edges) {
    for (const GroupEdge& e : edges) known_.push_back({{e.earlier, e.later}, e.similarity});
    Sort();
  }
  void Need(uint32_t a, uint32_t b) {
    const CandidatePair pair{std::min(a, b), std::max(a, b)};
    if (a != b && !Has(pair)) open_.push_back(pair);
  }
  void Compute(const SimilaritiesOf& similarities) {
    std::sort(open_.begin(), open_.end(), [](const CandidatePair& x, const CandidatePair& y) {
      return x.b != y.b ? x.b < y.b : x.a < y.a;
    });
    open_.erase(std::unique(open_.begin(), open_.end()), open_.end());
    const std::vector<double> exact = similarities(open_);
    for (size_t i = 0; i < open_.size(); ++i) known_.push_back({open_[i], exact[i]});
    Sort();
  }
  double Get(uint32_t a, uint32_t b) const {
    return a == b ? 1.0 : Find({std::min(a, b), std::max(a, b)})->second;
  }

 private:
  using Known = std::pair<CandidatePair, double>;
  void Sort() { std::sort(known_.begin(), known_.end()); }
  std::vector<Known>::const_iterator Find(const CandidatePair& pair) const {
    return std::lower_bound(known_.begin(), known_.end(), pair,
                            [](const Known& k, const CandidatePair& p) { return k.first < p; });
  }
  bool Has(const CandidatePair& pair) const {
    const auto at = Find(pair);
    return at != known_.end() && at->first == pair;
  }
  std::vector<Known> known_;
  std::vector<CandidatePair> open_;
};

}  // namespace

std::string_view Name(Relation relation) {
  switch (relation) {
    case Relation::kKept:
      return "kept";
    case Relation::kExact:
      return "exact";
    case Relation::kNear:
      return "near";
    case Relation::kChained:
      return "chained";
  }
  return "";
}

std::vector<Cluster> MakeClusters(const ClusterDocuments& docs, std::span<const Link> links,
                                  std::span<const GroupEdge> edges, double threshold,
                                  const SimilaritiesOf& similarities) {
  const size_t n = docs.group.size();
  UnionFind components(n);
  for (const Link& l : links) components.Join(l.later, l.earlier);
  const std::vector<uint32_t> via = PathsToKept(n, links, &components);
  KeptSimilarities exact(edges);
  for (uint32_t d = 0; d < n; ++d) {
    if (via[d] != kAbsent) exact.Need(docs.group[d], docs.group[components.Find(d)]);
  }
  exact.Compute(similarities);
  std::vector<Cluster> clusters;
  std::vector<uint32_t> cluster_of(n, kAbsent);
  for (uint32_t d = 0; d < n; ++d) {
    if (via[d] == kAbsent) continue;
    const uint32_t kept = components.Find(d);
    if (cluster_of[kept] == kAbsent) {
      cluster_of[kept] = static_cast<uint32_t>(clusters.size());
      clusters.emplace_back().members.push_back({.document = kept});
    }
    Cluster& cluster = clusters[cluster_of[kept]];
    ClusterMember member{d, exact.Get(docs.group[d], docs.group[kept]), Relation::kExact, kAbsent};
    if (docs.group[d] != docs.group[kept]) {
      member.relation = member.similarity >= threshold ? Relation::kNear : Relation::kChained;
      if (member.relation == Relation::kChained) member.via = via[d];
    }
    cluster.cohesion = std::min(cluster.cohesion, member.similarity);
    cluster.members.push_back(member);
  }
  std::sort(clusters.begin(), clusters.end(),
            [](const Cluster& a, const Cluster& b) { return a.kept() < b.kept(); });
  return clusters;
}

}  // namespace nearcopy
