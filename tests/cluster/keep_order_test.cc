#include "nearcopy/cluster/keep_order.h"

#include <gtest/gtest.h>

namespace nearcopy {
namespace {

using Kind = KeepRule::Kind;

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

}  // namespace
}  // namespace nearcopy
