#include "nearcopy/cluster/member_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace nearcopy {

MemberTree::MemberTree(const ClusterDocuments& docs, const Constraints& constraints,
                       std::span<const uint32_t> members)
    : docs_(docs),
      constraints_(constraints),
      members_(members.begin(), members.end()),
      by_time_(members.size()),
      leaves_(std::bit_ceil(members.size())),
      nodes_(2 * leaves_) {
  std::iota(by_time_.begin(), by_time_.end(), 0u);
  std::ranges::sort(by_time_, {}, [&](uint32_t m) { return std::pair(TimeOf(m), members_[m]); });
}

bool MemberTree::Differ(uint32_t rank, uint32_t document) const {
  return !constraints_.across || docs_.across[members_[rank]] != docs_.across[document];
}

void MemberTree::Insert(uint32_t document, UnionFind* components) {
  const auto at =
      std::ranges::lower_bound(by_time_, std::pair(docs_.time[document], document), {},
                               [&](uint32_t m) { return std::pair(TimeOf(m), members_[m]); });
  const uint32_t rank = *at;
  for (size_t node = leaves_ + static_cast<size_t>(at - by_time_.begin()); node > 0; node /= 2) {
    Node& n = nodes_[node];
    if (n.first == kAbsent) {
      n.first = n.one = rank;
      continue;
    }
    const bool differs = constraints_.across && Differ(n.first, document);
    if (rank < n.first) {
      if (differs) n.second = n.first;
      n.first = rank;
    } else if (differs) {
      n.second = std::min(n.second, rank);
    }
    if (n.one != kAbsent && components != nullptr &&
        components->Find(members_[n.one]) != components->Find(document)) {
      n.one = kAbsent;
    }
  }
}

void MemberTree::Refresh(size_t node, UnionFind* components) {
  const Node &left = nodes_[2 * node], &right = nodes_[2 * node + 1];
  if (left.first == kAbsent) {
    nodes_[node].one = right.one;
  } else if (right.first == kAbsent) {
    nodes_[node].one = left.one;
  } else if (left.one != kAbsent && right.one != kAbsent &&
             components->Find(members_[left.one]) == components->Find(members_[right.one])) {
    nodes_[node].one = left.one;
  }
}

void MemberTree::Ask(size_t node, size_t begin, size_t end, size_t from, size_t to, Query* query) {
  const Node& n = nodes_[node];
  if (n.first == kAbsent || end <= from || to <= begin) return;
  const uint32_t candidate = Differ(n.first, query->document) ? n.first : n.second;
  if (candidate == kAbsent || candidate >= query->best) return;
  if (from <= begin && end <= to) {
    if (query->components == nullptr ||
        query->components->Find(members_[candidate]) != query->own) {
      query->best = candidate;
      return;
    }
    if (n.one != kAbsent || end - begin == 1) return;
  }
  if (end - begin == 1) return;
  const size_t middle = (begin + end) / 2;
  Ask(2 * node, begin, middle, from, to, query);
  Ask(2 * node + 1, middle, end, from, to, query);
  if (query->components != nullptr && n.one == kAbsent) Refresh(node, query->components);
}

template <typename Visit>
void MemberTree::ForWindow(uint32_t document, const Visit& visit) const {
  const int64_t time = docs_.time[document];
  if (!constraints_.within || time == kUnknownTime) return visit(0, by_time_.size());
  const auto before = [&](int64_t t) {
    return static_cast<size_t>(
        std::ranges::lower_bound(by_time_, t, {}, [&](uint32_t m) { return TimeOf(m); }) -
        by_time_.begin());
  };
  const int64_t window = *constraints_.within;
  visit(before(time - window), before(time + window + 1));
  visit(before(kUnknownTime), by_time_.size());
}

uint32_t MemberTree::First(uint32_t document, UnionFind* components) {
  Query query{document, components, components == nullptr ? 0 : components->Find(document), kAbsent};
  ForWindow(document, [&](size_t from, size_t to) { Ask(1, 0, leaves_, from, to, &query); });
  return query.best == kAbsent ? kAbsent : members_[query.best];
}

void MemberTree::Collect(size_t node, size_t begin, size_t end, size_t from, size_t to,
                         uint32_t document, std::vector<uint32_t>* members) const {
  const Node& n = nodes_[node];
  if (n.first == kAbsent || end <= from || to <= begin) return;
  if (n.second == kAbsent && !Differ(n.first, document)) return;
  if (end - begin == 1) return members->push_back(members_[n.first]);
  const size_t middle = (begin + end) / 2;
  Collect(2 * node, begin, middle, from, to, document, members);
  Collect(2 * node + 1, middle, end, from, to, document, members);
}

void MemberTree::AppendAll(uint32_t document, std::vector<uint32_t>* members) const {
  ForWindow(document, [&](size_t from, size_t to) {
    Collect(1, 0, leaves_, from, to, document, members);
  });
}

}  // namespace nearcopy
