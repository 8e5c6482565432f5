#include "nearcopy/cluster/member_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "nearcopy/cluster/window.h"

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
    if (n.one == kAbsent || components == nullptr) continue;
    if (n.except != kAbsent && docs_.across[document] == n.except) continue;
    if (components->Find(members_[n.one]) != components->Find(document)) n.one = kAbsent;
  }
}

bool MemberTree::Ask(size_t node, size_t begin, size_t end, size_t from, size_t to, Query* query) {
  Node& n = nodes_[node];
  ++visits_;
  if (n.first == kAbsent || end <= from || to <= begin) return true;
  const uint32_t candidate = Differ(n.first, query->document) ? n.first : n.second;
  if (candidate == kAbsent) return true;
  if (candidate >= query->best) return false;
  const bool whole = from <= begin && end <= to;
  if (whole) {
    if (query->components == nullptr ||
        query->components->Find(members_[candidate]) != query->own) {
      query->best = candidate;
      return false;
    }
    if (end - begin == 1) return true;
    if (n.one != kAbsent && query->components->Find(members_[n.one]) == query->own &&
        (n.except == kAbsent || n.except == docs_.across[query->document])) {
      return true;
    }
  }
  const size_t middle = (begin + end) / 2;
  const bool left = Ask(2 * node, begin, middle, from, to, query);
  const bool right = Ask(2 * node + 1, middle, end, from, to, query);
  if (whole && left && right) {
    // All but those of one value, and all but those of another, are all.
    const uint32_t own = constraints_.across ? docs_.across[query->document] : kAbsent;
    const bool all = n.one != kAbsent && n.except != own &&
                     query->components->Find(members_[n.one]) == query->own;
    n.one = candidate;
    n.except = all ? kAbsent : own;
  }
  return left && right;
}

uint32_t MemberTree::First(uint32_t document, UnionFind* components) {
  Query query{document, components, components == nullptr ? 0 : components->Find(document),
              kAbsent};
  ForWindow(
      constraints_, docs_.time[document], by_time_, [&](uint32_t m) { return TimeOf(m); },
      [&](size_t from, size_t to) { Ask(1, 0, leaves_, from, to, &query); });
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
  ForWindow(
      constraints_, docs_.time[document], by_time_, [&](uint32_t m) { return TimeOf(m); },
      [&](size_t from, size_t to) { Collect(1, 0, leaves_, from, to, document, members); });
}

}  // namespace nearcopy
