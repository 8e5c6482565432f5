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
  return a != b ? a > b : group < than;
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

double AllowedCopies::Similarity(uint32_t group, uint32_t neighbour) const {
  return std::ranges::lower_bound(index_.neighbours(group), neighbour, {},
                                  &GroupIndex::Neighbour::group)
      ->similarity;
}

void AllowedCopies::Insert(uint32_t document, UnionFind* components) {
  const uint32_t g = docs_.group[document];
  Own(g).Insert(document, components);
  for (const auto& n : Larger(g)) Smaller(n.group).Insert(document, components);
}

Link AllowedCopies::First(uint32_t document, UnionFind* components) {
  const uint32_t g = docs_.group[document];
  Link best{document, kAbsent, 0, false};
  const auto offer = [&](uint32_t found, double similarity, bool exact) {
    const bool better = best_ == Best::kMostSimilar && similarity != best.similarity
                            ? similarity > best.similarity
                            : found < best.earlier;
    if (better) best = {document, found, similarity, exact};
  };
  if (const uint32_t d = Own(g).First(document, components); d != kAbsent) offer(d, 1.0, true);
  if (const uint32_t d = Smaller(g).First(document, components); d != kAbsent) {
    offer(d, Similarity(g, docs_.group[d]), false);
  }
  for (const auto& n : Larger(g)) {
    const uint32_t d = Own(n.group).First(document, components);
    if (d != kAbsent) offer(d, n.similarity, false);
  }
  return best;
}

void AllowedCopies::AppendAll(uint32_t document, std::vector<Link>* links) {
  const uint32_t g = docs_.group[document];
  const auto before = static_cast<ptrdiff_t>(links->size());
  found_.clear();
  Own(g).AppendAll(document, &found_);
  for (uint32_t d : found_) links->push_back({document, d, 1.0, true});
  found_.clear();
  Smaller(g).AppendAll(document, &found_);
  for (uint32_t d : found_) {
    links->push_back({document, d, Similarity(g, docs_.group[d]), false});
  }
  for (const auto& n : Larger(g)) {
    found_.clear();
    Own(n.group).AppendAll(document, &found_);
    for (uint32_t d : found_) links->push_back({document, d, n.similarity, false});
  }
  std::ranges::sort(links->begin() + before, links->end(), {}, &Link::earlier);
}

}  // namespace nearcopy
