#include <algorithm>

#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

// Candidates looked at together: what the earlier ones of them join is not yet known to the later
// ones, so more are verified; fewer would leave threads idle. Fixed, so that the count of verified
// pairs does not depend on the threads.
constexpr size_t kChunk = 1 << 13;

void SortByLater(std::vector<CandidatePair>* pairs) {
  std::sort(pairs->begin(), pairs->end(), [](const CandidatePair& x, const CandidatePair& y) {
    return x.b != y.b ? x.b < y.b : x.a < y.a;
  });
}

// The forest over documents that follows from the joins of groups, which are in order. A document
// that is not the first of its group meets, as its earliest neighbour, the first document of its
// group or of the group that joined it first; by then all its other neighbours are one component.
std::vector<Link> DocumentLinks(const ClusterDocuments& docs, std::span<const GroupEdge> joins) {
  std::vector<uint32_t> first_join(docs.first.size() + 1, kAbsent);
  for (uint32_t j = static_cast<uint32_t>(joins.size()); j-- > 0;) first_join[joins[j].later] = j;
  std::vector<Link> links;
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    const uint32_t g = docs.group[d];
    if (g == kAbsent) continue;
    const uint32_t j = first_join[g];
    if (d != docs.first[g]) {
      if (j == kAbsent) {
        links.push_back({d, docs.first[g], 1.0, true});
      } else {
        links.push_back({d, docs.first[joins[j].earlier], joins[j].similarity, false});
      }
      continue;
    }
    for (size_t i = j; i < joins.size() && joins[i].later == g; ++i) {
      links.push_back({d, docs.first[joins[i].earlier], joins[i].similarity, false});
    }
  }
  return links;
}

}  // namespace

std::vector<GroupEdge> VerifyAll(std::span<const CandidatePair> candidates, double threshold,
                                 const SimilaritiesOf& similarities) {
  std::vector<CandidatePair> pairs(candidates.begin(), candidates.end());
  SortByLater(&pairs);
  std::vector<GroupEdge> edges;
  for (size_t from = 0; from < pairs.size(); from += kChunk) {
    const auto chunk = std::span(pairs).subspan(from, std::min(kChunk, pairs.size() - from));
    const std::vector<double> exact = similarities(chunk);
    for (size_t i = 0; i < chunk.size(); ++i) {
      if (exact[i] >= threshold) edges.push_back({chunk[i].b, chunk[i].a, exact[i]});
    }
  }
  return edges;
}

Joined JoinComponents(const ClusterDocuments& docs, std::vector<CandidatePair> candidates,
                      double threshold, const SimilaritiesOf& similarities) {
  SortByLater(&candidates);
  Joined joined;
  std::vector<GroupEdge> joins;
  UnionFind components(docs.first.size());
  std::vector<CandidatePair> open;
  for (size_t from = 0; from < candidates.size(); from += kChunk) {
    open.clear();
    for (const CandidatePair& p :
         std::span(candidates).subspan(from, std::min(kChunk, candidates.size() - from))) {
      if (components.Find(p.a) != components.Find(p.b)) open.push_back(p);
    }
    const std::vector<double> exact = similarities(open);
    for (size_t i = 0; i < open.size(); ++i) {
      if (exact[i] < threshold) continue;
      joined.edges.push_back({open[i].b, open[i].a, exact[i]});
      if (components.Join(open[i].a, open[i].b)) joins.push_back(joined.edges.back());
    }
  }
  joined.links = DocumentLinks(docs, joins);
  return joined;
}

}  // namespace nearcopy
