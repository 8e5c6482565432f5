#include <algorithm>
#include <utility>

#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/union_find.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

constexpr double kUnknown = -1;

void SortByLater(std::vector<GroupEdge>* edges) {
  std::ranges::sort(*edges, {}, [](const GroupEdge& e) { return std::pair(e.later, e.earlier); });
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

void VerifyAll(std::span<const CandidatePair> candidates, double threshold,
               const SimilaritiesOf& similarities, std::vector<GroupEdge>* edges) {
  const std::vector<double> exact = similarities(candidates);
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (exact[i] >= threshold) edges->push_back({candidates[i].b, candidates[i].a, exact[i]});
  }
}

// What an earlier pair joins is known only once it is verified; so the pairs are walked in rounds,
// each of which asks for the next few of every later group that are still needed, until none is.
void ComponentJoiner::Add(std::span<const CandidatePair> pairs) {
  similarity_.assign(pairs.size(), kUnknown);
  Localise(pairs);
  std::vector<size_t> wanted;
  std::vector<CandidatePair> asked;
  for (size_t each = 1; Walk(pairs, each, &wanted); each *= 2) {
    asked.clear();
    for (size_t i : wanted) asked.push_back(pairs[i]);
    const std::vector<double> exact = similarities_(asked);
    for (size_t i = 0; i < wanted.size(); ++i) similarity_[wanted[i]] = exact[i];
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (similarity_[i] < threshold_) continue;
    edges_.push_back({pairs[i].b, pairs[i].a, similarity_[i]});
    if (components_.Join(pairs[i].a, pairs[i].b)) joins_.push_back(edges_.back());
  }
}

// Numbers the components that the pairs touch, so that a round need not copy all of them.
void ComponentJoiner::Localise(std::span<const CandidatePair> pairs) {
  roots_.clear();
  for (const CandidatePair& p : pairs) {
    roots_.push_back(components_.Find(p.a));
    roots_.push_back(components_.Find(p.b));
  }
  std::vector<uint32_t> sorted = roots_;
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (uint32_t& root : roots_) {
    root = static_cast<uint32_t>(std::ranges::lower_bound(sorted, root) - sorted.begin());
  }
  local_size_ = sorted.size();
}

// Joins what is known, and names up to `each` unknown pairs of every later group whose groups are
// not joined yet; false where there are none. Groups found joined here are joined in truth, by
// pairs that stand before; the truth may join more.
bool ComponentJoiner::Walk(std::span<const CandidatePair> pairs, size_t each,
                           std::vector<size_t>* wanted) {
  wanted->clear();
  UnionFind local(local_size_);
  size_t of_group = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i == 0 || pairs[i].b != pairs[i - 1].b) of_group = 0;
    const uint32_t a = roots_[2 * i], b = roots_[2 * i + 1];
    if (local.Find(a) == local.Find(b)) continue;
    if (similarity_[i] >= threshold_) {
      local.Join(a, b);
    } else if (similarity_[i] == kUnknown && of_group < each) {
      ++of_group;
      wanted->push_back(i);
    }
  }
  return !wanted->empty();
}

Joined FinishJoining(const ClusterDocuments& docs, std::span<ComponentJoiner> joiners) {
  Joined joined;
  std::vector<GroupEdge> joins;
  for (ComponentJoiner& joiner : joiners) {
    joined.edges.insert(joined.edges.end(), joiner.edges_.begin(), joiner.edges_.end());
    joins.insert(joins.end(), joiner.joins_.begin(), joiner.joins_.end());
    Free(&joiner.edges_);
    Free(&joiner.joins_);
  }
  SortByLater(&joins);
  joined.links = DocumentLinks(docs, joins);
  return joined;
}

}  // namespace nearcopy
