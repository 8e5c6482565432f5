#include "nearcopy/cluster/allowed_copies.h"

#include <algorithm>
#include <utility>

namespace nearcopy {

AllowedCopies::AllowedCopies(const ClusterDocuments& docs, const GroupIndex& index,
                             const Constraints& constraints, Best best)
    : docs_(docs),
      index_(index),
      constraints_(constraints),
      best_(best),
      own_(index.groups()),
      smaller_(index.groups()) {
  for (uint32_t g = 0; g < index.groups(); ++g) {
    for (const auto& n : index.neighbours(g)) {
      if (IsLarger(n.group, g)) larger_.push_back(n);
    }
    first_larger_.push_back(larger_.size());
  }
}

bool AllowedCopies::IsLarger(uint32_t group, uint32_t than) const {
  const size_t a = index_.members(group).size(), b = index_.members(than).size();
  // Of equals the later one, so that a document asks no tree that is still empty.
  return a != b ? a > b : group > than;
}

std::span<const GroupIndex::Neighbour> AllowedCopies::Larger(uint32_t group) const {
  return std::span(larger_).subspan(first_larger_[group],
                                    first_larger_[group + 1] - first_larger_[group]);
}

MemberTree& AllowedCopies::Own(uint32_t group) {
  auto& tree = own_[group];
  if (!tree) tree = std::make_unique<MemberTree>(docs_, constraints_, index_.members(group));
  return *tree;
}

MemberTree& AllowedCopies::Smaller(uint32_t group) {
  auto& tree = smaller_[group];
  if (tree) return *tree;
  std::vector<std::pair<double, uint32_t>> ranked;  // best first
  for (const auto& n : index_.neighbours(group)) {
    if (IsLarger(n.group, group)) continue;
    for (uint32_t member : index_.members(n.group)) {
      ranked.emplace_back(best_ == Best::kMostSimilar ? -n.similarity : 0.0, member);
    }
  }
  std::ranges::sort(ranked);
  std::vector<uint32_t> members;
  members.reserve(ranked.size());
  for (const auto& [rank, member] : ranked) members.push_back(member);
  tree = std::make_unique<MemberTree>(docs_, constraints_, members);
  return *tree;
}

// To a copy of `document`, which is of its group or of a neighbour.
Link AllowedCopies::LinkTo(uint32_t document, uint32_t found) const {
  const uint32_t own = docs_.group[document], other = docs_.group[found];
  if (own == other) return {document, found, 1.0, true};
  const auto neighbour =
      std::ranges::lower_bound(index_.neighbours(own), other, {}, &GroupIndex::Neighbour::group);
  return {document, found, neighbour->similarity, false};
}

template <typename Ask>
void AllowedCopies::ForTrees(uint32_t document, const Ask& ask) {
  const uint32_t g = docs_.group[document];
  ask(Own(g));
  ask(Smaller(g));
  for (const auto& n : Larger(g)) {
    if (docs_.first[n.group] < document) ask(Own(n.group));
  }
}

void AllowedCopies::Insert(uint32_t document, UnionFind* components) {
  const uint32_t g = docs_.group[document];
  Own(g).Insert(document, components);
  for (const auto& n : Larger(g)) Smaller(n.group).Insert(document, components);
}

Link AllowedCopies::First(uint32_t document, bool exact, bool near) {
  Link best{document, kAbsent, 0, false};
  const MemberTree& own = Own(docs_.group[document]);
  ForTrees(document, [&](MemberTree& tree) {
    if (!(&tree == &own ? exact : near)) return;
    const uint32_t found = tree.First(document, nullptr);
    if (found == kAbsent) return;
    const Link link = LinkTo(document, found);
    const bool better = best_ == Best::kMostSimilar && link.similarity != best.similarity
                            ? link.similarity > best.similarity
                            : link.earlier < best.earlier;
    if (better) best = link;
  });
  return best;
}

void AllowedCopies::JoinAll(uint32_t document, UnionFind* components, std::vector<Link>* links) {
  // The answer of each tree, the earliest on top; an answer that was joined meanwhile is asked anew
  // when it comes up, so that a document of many neighbours does not ask all for each join.
  struct Answer {
    uint32_t found;
    MemberTree* tree;  // null: the tree is not to be asked again
    uint64_t most_visits;
  };
  const auto later = [](const Answer& a, const Answer& b) { return a.found > b.found; };
  std::vector<Answer> answers;
  const auto push = [&](const Answer& answer) {
    answers.push_back(answer);
    std::ranges::push_heap(answers, later);
  };
  const auto ask = [&](MemberTree* tree, uint64_t most_visits) {
    if (tree->visits() <= most_visits) {
      const uint32_t found = tree->First(document, components);
      if (found != kAbsent) push({found, tree, most_visits});
      return;
    }
    // Its answers stand where the tree does not lead to quickly; all at once cost less.
    found_.clear();
    tree->AppendAll(document, &found_);
    for (uint32_t found : found_) push({found, nullptr, 0});
  };
  ForTrees(document, [&](MemberTree& tree) { ask(&tree, tree.visits() + tree.nodes()); });
  while (!answers.empty()) {
    std::ranges::pop_heap(answers, later);
    const Answer first = answers.back();
    answers.pop_back();
    if (components->Join(document, first.found)) links->push_back(LinkTo(document, first.found));
    if (first.tree != nullptr) ask(first.tree, first.most_visits);
  }
}

void AllowedCopies::AppendAll(uint32_t document, std::vector<Link>* links) {
  const auto before = static_cast<ptrdiff_t>(links->size());
  ForTrees(document, [&](MemberTree& tree) {
    found_.clear();
    tree.AppendAll(document, &found_);
    for (uint32_t found : found_) links->push_back(LinkTo(document, found));
  });
  std::ranges::sort(links->begin() + before, links->end(), {}, &Link::earlier);
}

}  // namespace nearcopy
