#ifndef NEARCOPY_CLUSTER_KEEP_ORDER_H_
#define NEARCOPY_CLUSTER_KEEP_ORDER_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace nearcopy {

inline constexpr int64_t kUnknownTime = std::numeric_limits<int64_t>::max();

// Which document of several copies is kept; ties go to the earliest, then to the smallest id.
struct KeepRule {
  enum class Kind { kEarliest, kLatest, kLongest, kFirstRead, kFeeds };
  Kind kind = Kind::kEarliest;
  std::vector<std::string> feeds;  // kFeeds: the preferred ones, best first
};

// What the order looks at, of the documents in the order they were read.
struct KeepFields {
  std::string_view id, feed;
  int64_t published = kUnknownTime;  // seconds since 1970; unknown times come last
  uint64_t words = 0;
};

// The numbers of `documents` documents in keep order: every result is defined by it alone. Any
// thread; `fields` is called by the caller's.
std::vector<uint32_t> KeepOrder(const KeepRule& rule, size_t documents,
                                const std::function<KeepFields(uint32_t)>& fields);

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_KEEP_ORDER_H_
