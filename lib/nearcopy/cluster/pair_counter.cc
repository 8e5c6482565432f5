#include "nearcopy/cluster/pair_counter.h"

#include <algorithm>
#include <tuple>

#include "nearcopy/cluster/window.h"

namespace nearcopy {

PairCounter::PairCounter(const ClusterDocuments& docs, const GroupIndex& index,
                         const Constraints& constraints)
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

uint64_t PairCounter::Inside(uint32_t g) {
  uint64_t count = 0;
  for (uint32_t d : Of(by_time_, g)) count += Allowed(d, g);
  // Each pair twice, and each member with itself where nothing forbids that.
  return (count - (constraints_.across ? 0 : Of(by_time_, g).size())) / 2;
}

uint64_t PairCounter::Between(uint32_t g, uint32_t h) {
  if (Of(by_time_, g).size() > Of(by_time_, h).size()) std::swap(g, h);
  uint64_t count = 0;
  for (uint32_t d : Of(by_time_, g)) count += Allowed(d, h);
  return count;
}

// Members of `g` that `d` may be compared with, itself included.
uint64_t PairCounter::Allowed(uint32_t d, uint32_t g) {
  const uint64_t close = InWindow(d, Of(by_time_, g));
  if (!constraints_.across) return close;
  const auto members = Of(by_value_, g);
  const auto value = [&](uint32_t m) { return docs_.across[m]; };
  const auto begin = std::ranges::lower_bound(members, docs_.across[d], {}, value);
  const auto end = std::ranges::upper_bound(members, docs_.across[d], {}, value);
  return close - InWindow(d, std::span(begin, end));
}

// Of members by time, those that the window of `d` allows.
uint64_t PairCounter::InWindow(uint32_t d, std::span<const uint32_t> by_time) const {
  uint64_t count = 0;
  ForWindow(
      constraints_, docs_.time[d], by_time, [&](uint32_t m) { return docs_.time[m]; },
      [&](size_t from, size_t to) { count += to - from; });
  return count;
}

}  // namespace nearcopy
