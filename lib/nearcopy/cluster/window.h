#ifndef NEARCOPY_CLUSTER_WINDOW_H_
#define NEARCOPY_CLUSTER_WINDOW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nearcopy/cluster/documents.h"

namespace nearcopy {

// Calls visit(from, to) for the stretches of `by_time` that the window lets a document of `time` be
// compared with. time_of(member) ascends, unknown times last. Any thread.
template <typename TimeOf, typename Visit>
void ForWindow(const Constraints& constraints, int64_t time, std::span<const uint32_t> by_time,
               const TimeOf& time_of, const Visit& visit) {
  if (!constraints.within || time == kUnknownTime) return visit(0, by_time.size());
  const auto before = [&](int64_t t) {
    return static_cast<size_t>(std::ranges::lower_bound(by_time, t, {}, time_of) - by_time.begin());
  };
  visit(before(time - *constraints.within), before(time + *constraints.within + 1));
  visit(before(kUnknownTime), by_time.size());
}

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_WINDOW_H_
