#include "nearcopy/cluster/clusters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "cluster/made_groups.h"

namespace nearcopy {
namespace {

TEST(Clusters, SayWhatEachMemberIsToTheKeptOne) {
  std::mt19937 rng(2);
  for (int round = 0; round < 1000; ++round) {
    const MadeGroups corpus(&rng);
    const std::vector<Link> links = Kruskal(corpus, corpus.constraints);
    const std::vector<Cluster> clusters =
        MakeClusters(corpus.docs, links, {}, kThreshold, corpus.similarities());
    UnionFind components(corpus.docs.group.size());
    for (const Link& l : links) components.Join(l.later, l.earlier);
    std::set<std::pair<uint32_t, uint32_t>> linked;
    for (const Link& l : links)
      linked.insert({std::min(l.later, l.earlier), std::max(l.later, l.earlier)});
    size_t members = 0;
    for (const Cluster& c : clusters) {
      ASSERT_GE(c.members.size(), 2u);
      double cohesion = 1;
      std::map<uint32_t, uint32_t> via;
      for (const ClusterMember& m : c.members) {
        ++members;
        ASSERT_EQ(components.Find(m.document), c.kept());
        if (m.document == c.kept()) {
          ASSERT_EQ(m.relation, Relation::kKept);
          continue;
        }
        const double s = corpus.Similarity(m.document, c.kept());
        ASSERT_EQ(m.similarity, s);
        cohesion = std::min(cohesion, s);
        const bool exact = corpus.docs.group[m.document] == corpus.docs.group[c.kept()];
        ASSERT_EQ(m.relation, exact             ? Relation::kExact
                              : s >= kThreshold ? Relation::kNear
                                                : Relation::kChained);
        ASSERT_EQ(m.via == kAbsent, m.relation != Relation::kChained);
        if (m.via != kAbsent) {
          ASSERT_TRUE(linked.count({std::min(m.document, m.via), std::max(m.document, m.via)}));
        }
      }
      ASSERT_EQ(c.cohesion, cohesion);
    }
    size_t joined = 0;
    for (uint32_t d = 0; d < corpus.docs.group.size(); ++d) {
      bool alone = true;
      for (const Link& l : links) alone = alone && l.later != d && l.earlier != d;
      joined += !alone;
    }
    ASSERT_EQ(members, joined);
  }
}

TEST(Clusters, ViaIsTheNeighbourOnTheWayToTheKeptOne) {
  ClusterDocuments docs;
  docs.group = {0, 1, 2};
  docs.first = {0, 1, 2};
  docs.time = {kUnknownTime, kUnknownTime, kUnknownTime};
  const std::vector<Link> links = {{1, 0, 0.8, false}, {2, 1, 0.75, false}};
  const auto clusters = MakeClusters(
      docs, links, std::vector<GroupEdge>{{1, 0, 0.8}}, 0.7,
      [](std::span<const CandidatePair> pairs) { return std::vector<double>(pairs.size(), 0.5); });
  ASSERT_EQ(clusters.size(), 1u);
  EXPECT_EQ(clusters[0].members[1].relation, Relation::kNear);
  EXPECT_EQ(clusters[0].members[2].relation, Relation::kChained);
  EXPECT_EQ(clusters[0].members[2].via, 1u);
  EXPECT_EQ(clusters[0].cohesion, 0.5);
}

}  // namespace
}  // namespace nearcopy
