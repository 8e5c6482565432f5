// What must not cost its square: each of these would take hours or days.
#include "nearcopy/cluster/allowed_copies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "nearcopy/cluster/anchors.h"

namespace nearcopy {
namespace {

// A million copies, each with a time and a feed, must not cost their square (this would be days).
TEST(AllowedCopies, ManyExactCopiesStayCheapUnderConstraints) {
  ClusterDocuments docs;
  constexpr uint32_t kCopies = 1'000'000;
  docs.group.assign(kCopies, 0);
  docs.first = {0};
  for (uint32_t d = 0; d < kCopies; ++d) {
    docs.time.push_back(d / 3);
    docs.across.push_back(d * 7919 % 5);
  }
  const GroupIndex index(docs, {});
  const Constraints constraints{.within = 3600, .across = true};
  EXPECT_EQ(JoinAllowed(docs, index, constraints).size(), kCopies - 1);
  EXPECT_GT(JoinToAnchors(docs, index, constraints).size(), kCopies / 2);
  EXPECT_EQ(ListPairs(docs, index, constraints, 1000).links.size(), 1000u);

  // Only the last one differs from all others, so nothing is to be listed before it.
  docs.across.assign(kCopies, 1);
  docs.across.back() = 2;
  const AllPairs last = ListPairs(docs, index, {.within = {}, .across = true}, 10);
  EXPECT_EQ(last.count, kCopies - 1);
  ASSERT_EQ(last.links.size(), 10u);
  for (uint32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(last.links[i].later, kCopies - 1);
    EXPECT_EQ(last.links[i].earlier, i);
  }
}

// Nor may each of many near copies of a crowd cost the crowd, nor each of the crowd all near
// copies.
TEST(AllowedCopies, ManyNearCopiesOfManyExactCopiesStayCheap) {
  constexpr uint64_t kCopies = 500'000, kNear = 100'000, kSecond = 3600;
  for (bool crowd_first : {true, false}) {
    ClusterDocuments docs;
    std::vector<GroupEdge> edges;
    const auto crowd = static_cast<uint32_t>(crowd_first ? 0 : kNear);
    for (uint32_t g = 0; g <= kNear; ++g) {
      docs.first.push_back(static_cast<uint32_t>(docs.group.size()));
      docs.group.insert(docs.group.end(), g == crowd ? kCopies : 1, g);
      if (g != crowd) edges.push_back({std::max(g, crowd), std::min(g, crowd), 0.9});
    }
    for (uint32_t d = 0; d < docs.group.size(); ++d) docs.time.push_back(d);
    const GroupIndex index(docs, edges);
    const uint64_t of_crowd = kCopies * (kCopies - 1) / 2;
    EXPECT_EQ(ListPairs(docs, index, {}, 5).count, of_crowd + kCopies * kNear);
    // A document a second: an hour holds the hour's pairs, and so many across its border.
    const Constraints hour{.within = kSecond, .across = false};
    const uint64_t inside = (kCopies - kSecond) * kSecond + kSecond * (kSecond - 1) / 2;
    const AllPairs pairs = ListPairs(docs, index, hour, kCopies);
    EXPECT_EQ(pairs.count, inside + kSecond * (kSecond + 1) / 2);
    EXPECT_EQ(pairs.links.size(), kCopies);
    EXPECT_EQ(JoinAllowed(docs, index, hour).size(), kCopies - 1 + kSecond);
    EXPECT_EQ(JoinToAnchors(docs, index, {}).size(), crowd_first ? kCopies + kNear - 1 : kCopies);
  }
}

// A document that joins a hundred thousand others asks none of them for each join.
TEST(AllowedCopies, AStarCostsItsRays) {
  constexpr uint32_t kRays = 100'000;
  std::mt19937 rng(1);
  for (int round = 0; round < 6; ++round) {
    const uint32_t centre = kRays / 2 * static_cast<uint32_t>(round % 3);
    ClusterDocuments docs;
    std::vector<GroupEdge> edges;
    for (uint32_t g = 0; g <= kRays; ++g) {
      docs.group.push_back(g);
      docs.first.push_back(g);
      docs.time.push_back(g);
      if (g != centre) edges.push_back({std::max(g, centre), std::min(g, centre), 0.8});
    }
    // By --keep longest, say, times stand in any order.
    if (round >= 3) std::shuffle(docs.time.begin(), docs.time.end(), rng);
    const GroupIndex index(docs, edges);
    const Constraints constraints{.within = kRays, .across = false};
    EXPECT_EQ(JoinAllowed(docs, index, constraints).size(), kRays);
  }
}

// Two feeds take turns: what one may be compared with is all joined, and so is what the other may.
TEST(AllowedCopies, ACrowdOfTwoFeedsCostsNoWalkEither) {
  constexpr uint32_t kVariants = 50'000, kCrowd = 100'000;
  ClusterDocuments docs;
  std::vector<GroupEdge> edges;
  for (uint32_t g = 0; g < kVariants; ++g) {
    docs.group.push_back(g);
    docs.first.push_back(g);
    docs.across.push_back(g % 2);
    edges.push_back({kVariants, g, 0.8});
  }
  docs.first.push_back(kVariants);
  for (uint32_t i = 0; i < kCrowd; ++i) {
    docs.group.push_back(kVariants);
    docs.across.push_back(i % 2);
  }
  docs.time.assign(docs.group.size(), kUnknownTime);
  const GroupIndex index(docs, edges);
  const Constraints constraints{.within = {}, .across = true};
  EXPECT_EQ(JoinAllowed(docs, index, constraints).size(), kVariants + kCrowd - 1);
}

// Members that may never be joined, for they are of one's own feed, hide between those that are.
TEST(AllowedCopies, ACrowdOfOneFeedCostsNoWalkOverItsOwn) {
  constexpr uint32_t kVariants = 50'000, kCrowd = 100'000;
  for (uint32_t feeds : {2, 7}) {
    ClusterDocuments docs;
    std::vector<GroupEdge> edges;
    for (uint32_t g = 0; g < kVariants; ++g) {
      docs.group.push_back(g);
      docs.first.push_back(g);
      docs.across.push_back(g % feeds);
      edges.push_back({kVariants, g, 0.8});
    }
    docs.first.push_back(kVariants);
    docs.group.insert(docs.group.end(), kCrowd, kVariants);
    docs.across.insert(docs.across.end(), kCrowd, 1);
    docs.time.assign(docs.group.size(), kUnknownTime);
    const GroupIndex index(docs, edges);
    const Constraints constraints{.within = {}, .across = true};
    const auto own =
        static_cast<size_t>(std::count(docs.across.begin(), docs.across.begin() + kVariants, 1u));
    EXPECT_EQ(JoinAllowed(docs, index, constraints).size(), kVariants - own + kCrowd - 1);
  }
}

// Nor those that stand inside others: many copies of a brief in many reports, nor of a report
// around many briefs, nor of both.
TEST(AllowedCopies, ManyCopiesInsideManyOthersStayCheap) {
  constexpr uint32_t kMany = 200'000, kOthers = 30'000;
  for (const bool brief_is_many : {true, false}) {
    for (const bool crowd_first : {true, false}) {
      ClusterDocuments docs;
      std::vector<ContainedPair> contained;
      const uint32_t crowd = crowd_first ? 0 : kOthers;
      for (uint32_t g = 0; g <= kOthers; ++g) {
        docs.first.push_back(static_cast<uint32_t>(docs.group.size()));
        docs.group.insert(docs.group.end(), g == crowd ? kMany : 1, g);
        const uint32_t inner = brief_is_many ? crowd : g, outer = brief_is_many ? g : crowd;
        if (g != crowd) contained.push_back({inner, outer, 0.95, 0.1 + 1e-6 * g});
      }
      for (uint32_t d = 0; d < docs.group.size(); ++d) {
        docs.time.push_back(2 * (d % 50'000));
        docs.across.push_back(d % 50'000);  // so that nothing else is a copy, nor anything of this
      }
      const GroupIndex index(docs, {});
      // At one second none may be compared but those of the same time, whose value is the same.
      const Constraints none{.within = 1, .across = true};
      EXPECT_EQ(JoinToAnchors(docs, index, none, {}, contained).size(), 0u);
    }
  }
}

}  // namespace
}  // namespace nearcopy
