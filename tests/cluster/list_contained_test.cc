#include "nearcopy/cluster/list_contained.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "cluster/made_groups.h"

namespace nearcopy {
namespace {

// Beside every pair of documents, looked at one by one.
TEST(ListContained, ListsAllowedMembersByTheirIds) {
  std::mt19937 rng(1);
  size_t listed = 0;
  for (int round = 0; round < 2000; ++round) {
    const MadeGroups made(&rng);
    std::vector<std::string> ids;
    for (size_t d = 0; d < made.docs.group.size(); ++d)
      ids.push_back(std::to_string(d * 7919 % 997));
    std::vector<ContainedPair> groups;
    for (const auto& [pair, similarity] : made.similarity) {
      const bool turned = rng() % 2 == 0;
      groups.push_back({turned ? pair.b : pair.a, turned ? pair.a : pair.b, 0.9, similarity});
    }
    std::ranges::sort(groups);
    std::vector<ContainedPair> wanted;
    for (const ContainedPair& g : groups) {
      for (uint32_t a = 0; a < ids.size(); ++a) {
        for (uint32_t b = 0; b < ids.size(); ++b) {
          if (made.docs.group[a] != g.inner || made.docs.group[b] != g.outer) continue;
          if (!made.constraints.Allow(made.docs, a, b)) continue;
          wanted.push_back({a, b, g.containment, g.similarity});
        }
      }
    }
    std::ranges::sort(
        wanted, {}, [&](const ContainedPair& p) { return std::pair(ids[p.inner], ids[p.outer]); });
    const uint64_t most = rng() % 3 == 0 ? rng() % 10 : 1'000'000;
    const AllContained all = ListContained(made.docs, groups, made.constraints, most,
                                           [&](uint32_t d) { return std::string_view(ids[d]); });
    ASSERT_EQ(all.count, wanted.size());
    wanted.resize(std::min<uint64_t>(wanted.size(), most));
    ASSERT_EQ(all.pairs, wanted);
    listed += wanted.size();
  }
  EXPECT_GT(listed, 5000u);
}

// A million copies inside one document, and as many that nothing may be compared with, cost no
// square.
TEST(ListContained, CrowdsOfExactCopiesCostWhatIsListed) {
  constexpr uint32_t kCrowd = 100'000;
  ClusterDocuments docs;
  std::vector<std::string> ids;
  for (uint32_t d = 0; d < 2 * kCrowd; ++d) {
    docs.group.push_back(d % 2);
    docs.time.push_back(d % 2 == 0 ? 0 : 1'000'000);
    ids.push_back(std::to_string(d));
  }
  docs.first = {0, 1};
  const std::vector<ContainedPair> groups = {{0, 1, 0.95, 0.3}};
  const auto id_of = [&](uint32_t d) { return std::string_view(ids[d]); };
  const AllContained none = ListContained(docs, groups, {.within = 60}, 100, id_of);
  EXPECT_EQ(none.count, 0u);
  EXPECT_TRUE(none.pairs.empty());
  const AllContained all = ListContained(docs, groups, {}, 100, id_of);
  EXPECT_EQ(all.count, uint64_t{kCrowd} * kCrowd);
  EXPECT_EQ(all.pairs.size(), 100u);
  EXPECT_EQ(all.pairs[0].inner, 0u);
}

}  // namespace
}  // namespace nearcopy
