#include "nearcopy/cluster/keep_order.h"

#include <algorithm>
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

std::vector<uint32_t> KeepOrder(const KeepRule& rule, size_t documents,
                                const std::function<KeepFields(uint32_t)>& fields) {
  struct Entry {
    int64_t first, published;
    uint32_t document;
  };
  std::vector<Entry> entries;
  entries.reserve(documents);
  for (uint32_t i = 0; i < documents; ++i) {
    const KeepFields d = fields(i);
    entries.push_back({FirstKey(rule, d, i), d.published, i});
  }
  // Ids are far away; most are not needed.
  const auto key = [](const Entry& e) { return std::tuple(e.first, e.published); };
  std::ranges::sort(entries, {}, [&](const Entry& e) { return std::tuple(key(e), e.document); });
  for (auto begin = entries.begin(), end = begin; begin != entries.end(); begin = end) {
    while (end != entries.end() && key(*end) == key(*begin)) ++end;
    if (end - begin < 2) continue;
    std::stable_sort(begin, end, [&](const Entry& x, const Entry& y) {
      return fields(x.document).id < fields(y.document).id;
    });
  }
  std::vector<uint32_t> order;
  order.reserve(documents);
  for (const Entry& e : entries) order.push_back(e.document);
  return order;
}

}  // namespace nearcopy
