#include "nearcopy/cluster/keep_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <tuple>

namespace nearcopy {
namespace {

using Kind = KeepRule::Kind;
constexpr Kind kKinds[] = {Kind::kEarliest, Kind::kLatest, Kind::kLongest, Kind::kFirstRead,
                           Kind::kFeeds};

std::string Order(const KeepRule& rule) {
  const std::vector<KeepFields> documents = {
      {"d", "wire", 30, 5}, {"b", "blog", kUnknownTime, 9}, {"c", "blog", 10, 5},
      {"a", "wire", 10, 7}, {"e", "desk", 30, 1},
  };
  std::string out;
  const auto fields = [&](uint32_t i) { return documents[i]; };
  for (uint32_t i : KeepOrder(rule, documents.size(), fields)) out += documents[i].id;
  return out;
}

TEST(KeepOrder, EarliestFirstUnknownTimesLastThenSmallestId) {
  EXPECT_EQ(Order({Kind::kEarliest, {}}), "acdeb");
}
TEST(KeepOrder, LatestStillHasUnknownTimesLast) { EXPECT_EQ(Order({Kind::kLatest, {}}), "deacb"); }
TEST(KeepOrder, LongestByWordsTiesToTheEarliest) {
  EXPECT_EQ(Order({Kind::kLongest, {}}), "bacde");
}
TEST(KeepOrder, FirstRead) { EXPECT_EQ(Order({Kind::kFirstRead, {}}), "dbcae"); }
TEST(KeepOrder, FeedsInTheOrderGivenOthersLast) {
  EXPECT_EQ(Order({Kind::kFeeds, {"desk", "wire"}}), "eadcb");
}
TEST(KeepOrder, OfNoDocumentsIsEmpty) {
  const auto none = [](uint32_t) -> KeepFields { throw std::logic_error("no such document"); };
  for (const Kind kind : kKinds) EXPECT_TRUE(KeepOrder({kind, {}}, 0, none).empty());
}

// What the rules say, one comparison at a time.
std::vector<uint32_t> SortedByRule(const KeepRule& rule, const std::vector<KeepFields>& documents) {
  const auto feed = [&](const KeepFields& d) {
    return std::ranges::find(rule.feeds, d.feed) - rule.feeds.begin();
  };
  const auto before = [&](uint32_t i, uint32_t j) {
    const KeepFields &a = documents[i], &b = documents[j];
    if (rule.kind == Kind::kFirstRead) return i < j;
    if (rule.kind == Kind::kLongest && a.words != b.words) return a.words > b.words;
    if (rule.kind == Kind::kFeeds && feed(a) != feed(b)) return feed(a) < feed(b);
    if (a.published != b.published) {
      if (a.published == kUnknownTime || b.published == kUnknownTime) {
        return b.published == kUnknownTime;
      }
      return (a.published < b.published) == (rule.kind != Kind::kLatest);
    }
    return std::tuple(a.id, i) < std::tuple(b.id, j);
  };
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < documents.size(); ++i) order.push_back(i);
  std::ranges::sort(order, before);
  return order;
}

TEST(KeepOrder, IsThatOfTheRuleForAnyTimesAndIds) {
  std::mt19937_64 random(1);
  const std::vector<std::string> feeds = {"wire", "blog", "desk", ""};
  const std::vector<std::string> fronts = {"", "a", "\xc3\xa9t\xc3\xa9-", "tag:example.org,2026:"};
  // Times a second apart, years apart, and as far apart as numbers allow.
  for (const int time_bits : {1, 12, 31, 40, 64}) {
    for (const size_t size : {1, 2, 100, 3000}) {
      std::vector<std::string> ids;
      std::vector<KeepFields> documents;
      const std::string& front = fronts[random() % fronts.size()];
      for (size_t i = 0; i < size; ++i) {
        // Some are the same, some end where others go on, with a zero byte too.
        ids.push_back(front + std::to_string(random() % (2 * size)));
        if (random() % 4 == 0) ids.back() += std::string(random() % 12, '\0');
        if (random() % 4 == 0) ids.back() += "-of-the-night";
      }
      for (const std::string& id : ids) {
        const auto time = static_cast<int64_t>(random() >> (64 - time_bits));
        documents.push_back({id, feeds[random() % feeds.size()],
                             random() % 8 == 0 ? kUnknownTime : time, random() % 50});
      }
      for (const Kind kind : kKinds) {
        const KeepRule rule{kind, {"desk", "wire"}};
        EXPECT_EQ(KeepOrder(rule, size, [&](uint32_t i) { return documents[i]; }),
                  SortedByRule(rule, documents))
            << static_cast<int>(kind) << " " << time_bits << " " << size;
      }
    }
  }
}

}  // namespace
}  // namespace nearcopy
