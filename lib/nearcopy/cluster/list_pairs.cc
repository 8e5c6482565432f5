#include <algorithm>
#include <tuple>

#include "nearcopy/cluster/allowed_copies.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/window.h"

namespace nearcopy {
namespace {

// Counts allowed pairs without listing them: a pair of groups costs its smaller one.
class PairCounter {
 public:
  PairCounter(const ClusterDocuments& docs, const GroupIndex& index, const Constraints& constraints)
      : docs_(docs), constraints_(constraints) {
    for (uint32_t g = 0; g < index.groups(); ++g) {
      const auto members = index.members(g);
      by_time_.insert(by_time_.end(), members.begin(), members.end());
      first_.push_back(by_time_.size());
    }
    if (constraints.across) by_value_ = by_time_;
    for (uint32_t g = 0; g < index.groups(); ++g) {
      std::ranges::sort(Of(by_time_, g), {}, [&](uint32_t d) { return docs_.time[d]; });
      if (!constraints.across) continue;
      std::ranges::sort(Of(by_value_, g), {},
                        [&](uint32_t d) { return std::tuple(docs_.across[d], docs_.time[d]); });
    }
  }

  uint64_t Inside(uint32_t g) {
    uint64_t count = 0;
    for (uint32_t d : Of(by_time_, g)) count += Allowed(d, g);
    // Each pair twice, and each member with itself where nothing forbids that.
    return (count - (constraints_.across ? 0 : Of(by_time_, g).size())) / 2;
  }
  uint64_t Between(uint32_t g, uint32_t h) {
    if (Of(by_time_, g).size() > Of(by_time_, h).size()) std::swap(g, h);
    uint64_t count = 0;
    for (uint32_t d : Of(by_time_, g)) count += Allowed(d, h);
    return count;
  }

 private:
  std::span<uint32_t> Of(std::vector<uint32_t>& members, uint32_t g) const {
    return std::span(members).subspan(first_[g], first_[g + 1] - first_[g]);
  }
  // Members of `g` that `d` may be compared with, itself included.
  uint64_t Allowed(uint32_t d, uint32_t g) {
    const uint64_t close = InWindow(d, Of(by_time_, g));
    if (!constraints_.across) return close;
    const auto members = Of(by_value_, g);
    const auto value = [&](uint32_t m) { return docs_.across[m]; };
    const auto begin = std::ranges::lower_bound(members, docs_.across[d], {}, value);
    const auto end = std::ranges::upper_bound(members, docs_.across[d], {}, value);
    return close - InWindow(d, std::span(begin, end));
  }
  // Of members by time, those that the window of `d` allows.
  uint64_t InWindow(uint32_t d, std::span<const uint32_t> by_time) const {
    uint64_t count = 0;
    ForWindow(
        constraints_, docs_.time[d], by_time, [&](uint32_t m) { return docs_.time[m]; },
        [&](size_t from, size_t to) { count += to - from; });
    return count;
  }

  const ClusterDocuments& docs_;
  const Constraints& constraints_;
  std::vector<size_t> first_ = {0};
  std::vector<uint32_t> by_time_, by_value_;  // members of each group; by value, then time
};

uint64_t CountPairs(const ClusterDocuments& docs, const GroupIndex& index,
                    const Constraints& constraints) {
  PairCounter counter(docs, index, constraints);
  uint64_t count = 0;
  for (uint32_t g = 0; g < index.groups(); ++g) {
    count += counter.Inside(g);
    for (const auto& n : index.neighbours(g)) {
      if (n.group < g) count += counter.Between(g, n.group);
    }
  }
  return count;
}

}  // namespace

AllPairs ListPairs(const ClusterDocuments& docs, const GroupIndex& index,
                   const Constraints& constraints, uint64_t most) {
  AllPairs all;
  all.count = CountPairs(docs, index, constraints);
  const uint64_t wanted = std::min(all.count, most);
  AllowedCopies copies(docs, index, constraints, AllowedCopies::Best::kEarliest);
  for (uint32_t d = 0; d < docs.group.size() && all.links.size() < wanted; ++d) {
    if (index.Alone(docs, d)) continue;
    copies.AppendAll(d, &all.links);
    copies.Insert(d, nullptr);
  }
  all.links.resize(std::min<size_t>(all.links.size(), wanted));
  return all;
}

}  // namespace nearcopy
