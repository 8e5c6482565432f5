#include "nearcopy/cluster/member_tree.h"

#include <algorithm>
#include <bit>

namespace nearcopy {

MemberTree::MemberTree(const ClusterDocuments& docs, const Constraints& constraints,
                       std::span<const uint32_t> members)
    : docs_(docs),
      constraints_(constraints),
      by_time_(members.begin(), members.end()),
      leaves_(std::bit_ceil(members.size())),
      nodes_(2 * leaves_) {
  std::sort(by_time_.begin(), by_time_.end(), [&](uint32_t a, uint32_t b) {
    return docs_.time[a] != docs_.time[b] ? docs_.time[a] < docs_.time[b] : a < b;
  });
}

bool MemberTree::Differ(uint32_t a, uint32_t b) const {
  return !constraints_.across || docs_.across[a] != docs_.across[b];
}

void MemberTree::Insert(uint32_t document, UnionFind* components) {
  const auto at =
      std::lower_bound(by_time_.begin(), by_time_.end(), document, [&](uint32_t a, uint32_t b) {
        return docs_.time[a] != docs_.time[b] ? docs_.time[a] < docs_.time[b] : a < b;
      });
  size_t node = leaves_ + static_cast<size_t>(at - by_time_.begin());
  for (; node > 0; node /= 2) {
    Node& n = nodes_[node];
    const bool alone = n.first == kAbsent;
    // Members come in keep order, so a new one is first only where there was none.
    if (alone) {
      n.first = n.one = document;
    } else if (n.second == kAbsent && constraints_.across && Differ(n.first, document)) {
      n.second = document;
    }
    if (!alone && n.one != kAbsent && components != nullptr &&
        components->Find(n.one) != components->Find(document)) {
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
             components->Find(left.one) == components->Find(right.one)) {
    nodes_[node].one = left.one;
  }
}

void MemberTree::Ask(size_t node, size_t begin, size_t end, size_t from, size_t to, Query* query) {
  const Node& n = nodes_[node];
  if (n.first == kAbsent || end <= from || to <= begin) return;
  const uint32_t candidate = Differ(n.first, query->document) ? n.first : n.second;
  if (candidate == kAbsent || candidate >= query->best) return;
  if (from <= begin && end <= to) {
    if (query->components == nullptr || query->components->Find(candidate) != query->own) {
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

uint32_t MemberTree::First(uint32_t document, UnionFind* components) {
  Query query{document, components, components == nullptr ? 0 : components->Find(document), kAbsent};
  const int64_t time = docs_.time[document];
  if (!constraints_.within || time == kUnknownTime) {
    Ask(1, 0, leaves_, 0, by_time_.size(), &query);
    return query.best;
  }
  const auto place = [&](auto before) {
    return static_cast<size_t>(std::partition_point(by_time_.begin(), by_time_.end(), before) -
                               by_time_.begin());
  };
  const int64_t window = *constraints_.within;
  const size_t from = place([&](uint32_t d) { return docs_.time[d] < time - window; });
  const size_t to = place([&](uint32_t d) { return docs_.time[d] <= time + window; });
  const size_t unknown = place([&](uint32_t d) { return docs_.time[d] != kUnknownTime; });
  Ask(1, 0, leaves_, from, to, &query);
  Ask(1, 0, leaves_, unknown, by_time_.size(), &query);
  return query.best;
}

}  // namespace nearcopy
