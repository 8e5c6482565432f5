#include "nearcopy/cluster/keep_order.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace nearcopy {
namespace {

// Smaller is kept before larger; equal keys go on to time and id.
int64_t FirstKey(const KeepRule& rule, const KeepFields& d, size_t read) {
  switch (rule.kind) {
    case KeepRule::Kind::kEarliest:
      return 0;
    case KeepRule::Kind::kLatest:
      return d.published == kUnknownTime ? kUnknownTime : -d.published;
    case KeepRule::Kind::kLongest:
      return -static_cast<int64_t>(d.words);
    case KeepRule::Kind::kFirstRead:
      return static_cast<int64_t>(read);
    case KeepRule::Kind::kFeeds:
      return std::find(rule.feeds.begin(), rule.feeds.end(), d.feed) - rule.feeds.begin();
  }
  return 0;
}

}  // namespace

std::vector<uint32_t> KeepOrder(const KeepRule& rule, std::span<const KeepFields> documents) {
  std::vector<int64_t> first_key(documents.size());
  for (size_t i = 0; i < documents.size(); ++i) first_key[i] = FirstKey(rule, documents[i], i);
  std::vector<uint32_t> order(documents.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const KeepFields &x = documents[a], &y = documents[b];
    return std::tie(first_key[a], x.published, x.id, a) <
           std::tie(first_key[b], y.published, y.id, b);
  });
  return order;
}

}  // namespace nearcopy
