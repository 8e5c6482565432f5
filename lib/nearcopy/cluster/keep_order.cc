#include "nearcopy/cluster/keep_order.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "nearcopy/cluster/sort_by_id.h"
#include "nearcopy/match/radix_sort.h"

namespace nearcopy {
namespace {

using Fields = std::function<KeepFields(uint32_t)>;

// A number of each document; the smaller is kept before the larger.
using Keys = std::vector<uint64_t>;

// Times are counted from the first to keep, for few bits are sorted sooner; unknown ones are last.
Keys TimeKeys(size_t documents, const Fields& fields, bool latest) {
  Keys keys(documents);
  int64_t first = kUnknownTime, last = std::numeric_limits<int64_t>::min();
  for (uint32_t i = 0; i < documents; ++i) {
    const int64_t published = fields(i).published;
    keys[i] = static_cast<uint64_t>(published);
    if (published == kUnknownTime) continue;
    first = std::min(first, published);
    last = std::max(last, published);
  }
  const auto from = static_cast<uint64_t>(first), to = static_cast<uint64_t>(last);
  const uint64_t unknown = first == kUnknownTime ? 0 : to - from + 1;
  for (uint64_t& key : keys) {
    key = key == static_cast<uint64_t>(kUnknownTime) ? unknown : latest ? to - key : key - from;
  }
  return keys;
}

Keys LengthKeys(size_t documents, const Fields& fields) {
  Keys keys(documents);
  for (uint32_t i = 0; i < documents; ++i) keys[i] = fields(i).words;
  const uint64_t longest = documents == 0 ? 0 : std::ranges::max(keys);
  for (uint64_t& key : keys) key = longest - key;
  return keys;
}

Keys FeedKeys(size_t documents, const Fields& fields, const std::vector<std::string>& feeds) {
  Keys keys(documents);
  for (uint32_t i = 0; i < documents; ++i) {
    keys[i] = static_cast<uint64_t>(std::ranges::find(feeds, fields(i).feed) - feeds.begin());
  }
  return keys;
}

// What a rule goes by before the ids, the first key first.
std::vector<Keys> KeysOf(const KeepRule& rule, size_t documents, const Fields& fields) {
  std::vector<Keys> keys;
  if (rule.kind == KeepRule::Kind::kLongest) keys.push_back(LengthKeys(documents, fields));
  if (rule.kind == KeepRule::Kind::kFeeds) {
    keys.push_back(FeedKeys(documents, fields, rule.feeds));
  }
  keys.push_back(TimeKeys(documents, fields, rule.kind == KeepRule::Kind::kLatest));
  return keys;
}

// Sorts by the first keys, then the next; documents of equal keys keep their order.
void SortByKeys(const std::vector<Keys>& all_keys, std::span<uint32_t> order) {
  LargeVector<uint64_t> rows(order.begin(), order.end()), scratch;
  for (auto keys = all_keys.rbegin(); keys != all_keys.rend(); ++keys) {
    const int bits = keys->empty() ? 0 : std::bit_width(std::ranges::max(*keys));
    for (int low_bit = 0; low_bit < bits; low_bit += 32) {
      for (uint64_t& row : rows) {  // a half of the key, then the document
        const auto document = static_cast<uint32_t>(row);
        row = (*keys)[document] >> low_bit << 32 | document;
      }
      RadixSort(rows, 32, 32 + std::min(bits - low_bit, 32), &scratch);
    }
  }
  std::ranges::transform(rows, order.begin(),
                         [](uint64_t row) { return static_cast<uint32_t>(row); });
}

}  // namespace

std::vector<uint32_t> KeepOrder(const KeepRule& rule, size_t documents,
                                const std::function<KeepFields(uint32_t)>& fields) {
  std::vector<uint32_t> order(documents);
  std::iota(order.begin(), order.end(), 0u);
  if (rule.kind == KeepRule::Kind::kFirstRead) return order;
  const std::vector<Keys> keys = KeysOf(rule, documents, fields);
  SortByKeys(keys, order);
  const auto same = [&](uint32_t a, uint32_t b) {
    return std::ranges::all_of(keys, [&](const Keys& k) { return k[a] == k[b]; });
  };
  for (size_t begin = 0, end = 0; begin < documents; begin = end) {
    while (end < documents && same(order[begin], order[end])) ++end;
    SortById(std::span(order).subspan(begin, end - begin),
             [&](uint32_t i) { return fields(i).id; });
  }
  return order;
}

}  // namespace nearcopy
