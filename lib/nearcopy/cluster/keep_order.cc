#include "nearcopy/cluster/keep_order.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>
#include <utility>

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

uint32_t DocumentOf(uint64_t place) { return static_cast<uint32_t>(place); }

// Sorts by the keys of documents, which are the lower halves of `order`; what stands in the upper
// ones does not count. Documents of equal keys keep their order.
void SortByKeys(const Keys& keys, std::vector<uint64_t>* order, std::vector<uint64_t>* scratch) {
  const int bits = keys.empty() ? 0 : std::bit_width(std::ranges::max(keys));
  for (int low_bit = 0; low_bit < bits; low_bit += 32) {
    for (uint64_t& place : *order) {
      const uint32_t document = DocumentOf(place);
      place = keys[document] >> low_bit << 32 | document;
    }
    RadixSort(*order, 32, 32 + std::min(bits - low_bit, 32), scratch);
  }
}

// The first eight bytes as a number that is smaller where the text is, or equal.
uint64_t FrontOf(std::string_view text) {
  uint64_t front = 0;
  for (size_t i = 0; i < sizeof(front); ++i) {
    front = front << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  }
  return front;
}

// Ids are far away: few comparisons should have to look at them. What they begin with in common is
// left out, and then the front of the rest tells most apart.
void SortById(std::span<uint64_t> order, const Fields& fields) {
  struct Entry {
    uint64_t front;
    uint32_t document;
  };
  const std::string_view first = fields(DocumentOf(order[0])).id;
  size_t common = first.size();
  for (uint64_t place : order) {
    const std::string_view id = fields(DocumentOf(place)).id;
    common = std::min(common, id.size());
    common = static_cast<size_t>(
        std::mismatch(id.begin(), id.begin() + static_cast<ptrdiff_t>(common), first.begin())
            .first -
        id.begin());
  }
  std::vector<Entry> entries;
  entries.reserve(order.size());
  for (uint64_t place : order) {
    const uint32_t document = DocumentOf(place);
    entries.push_back({FrontOf(fields(document).id.substr(common)), document});
  }
  std::ranges::sort(entries, [&](const Entry& x, const Entry& y) {
    if (x.front != y.front) return x.front < y.front;
    const int ids = fields(x.document).id.compare(fields(y.document).id);
    return ids != 0 ? ids < 0 : x.document < y.document;
  });
  std::ranges::transform(entries, order.begin(), &Entry::document);
}

}  // namespace

std::vector<uint32_t> KeepOrder(const KeepRule& rule, size_t documents,
                                const std::function<KeepFields(uint32_t)>& fields) {
  std::vector<uint64_t> order(documents);
  std::iota(order.begin(), order.end(), uint64_t{0});
  if (rule.kind != KeepRule::Kind::kFirstRead) {
    const std::vector<Keys> keys = KeysOf(rule, documents, fields);
    {
      std::vector<uint64_t> scratch;
      for (auto k = keys.rbegin(); k != keys.rend(); ++k) SortByKeys(*k, &order, &scratch);
    }
    const auto same = [&](uint64_t a, uint64_t b) {
      return std::ranges::all_of(
          keys, [&](const Keys& k) { return k[DocumentOf(a)] == k[DocumentOf(b)]; });
    };
    for (size_t begin = 0, end = 0; begin < documents; begin = end) {
      while (end < documents && same(order[begin], order[end])) ++end;
      if (end - begin > 1) SortById(std::span(order).subspan(begin, end - begin), fields);
    }
  }
  std::vector<uint32_t> numbers(documents);
  std::ranges::transform(order, numbers.begin(), DocumentOf);
  return numbers;
}

}  // namespace nearcopy
