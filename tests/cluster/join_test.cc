// Every join beside the definition: all pairs of documents, one by one, in keep order.
#include "nearcopy/cluster/join.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "nearcopy/cluster/clusters.h"
#include "nearcopy/cluster/union_find.h"

namespace nearcopy {
namespace {

constexpr double kThreshold = 0.7;

// A made corpus of a few groups of exact copies, with similarities drawn at random.
struct Corpus {
  ClusterDocuments docs;
  std::map<CandidatePair, double> similarity;  // of groups; candidates are those that stand here
  Constraints constraints;

  explicit Corpus(std::mt19937* rng) {
    const uint32_t n = 1 + (*rng)() % 40, groups = 1 + (*rng)() % 12;
    std::map<uint32_t, uint32_t> number;
    for (uint32_t d = 0; d < n; ++d) {
      const uint32_t drawn = (*rng)() % (groups + 1);
      docs.time.push_back((*rng)() % 6 == 0 ? kUnknownTime : static_cast<int64_t>((*rng)() % 50));
      docs.across.push_back((*rng)() % 3);
      if (drawn == groups) {
        docs.group.push_back(kAbsent);
        continue;
      }
      const auto [at, added] = number.emplace(drawn, static_cast<uint32_t>(number.size()));
      if (added) docs.first.push_back(d);
      docs.group.push_back(at->second);
    }
    const double density = static_cast<double>((*rng)() % 10) / 10;
    const auto g = static_cast<uint32_t>(docs.first.size());
    for (uint32_t a = 0; a < g; ++a) {
      for (uint32_t b = a + 1; b < g; ++b) {
        if ((*rng)() % 100 < density * 100) {
          similarity[{a, b}] = static_cast<double>((*rng)() % 101) / 100;
        }
      }
    }
    if ((*rng)() % 2 == 0) constraints.within = static_cast<int64_t>((*rng)() % 20);
    constraints.across = (*rng)() % 2 == 0;
  }

  std::vector<CandidatePair> candidates() const {
    std::vector<CandidatePair> out;
    for (const auto& [pair, s] : similarity) out.push_back(pair);
    return out;
  }
  std::vector<double> Similarities(std::span<const CandidatePair> pairs) const {
    std::vector<double> out;
    for (const CandidatePair& p : pairs) {
      const auto at = similarity.find(p);
      out.push_back(at == similarity.end() ? 0.01 : at->second);
    }
    return out;
  }
  SimilaritiesOf similarities() const {
    return [this](std::span<const CandidatePair> pairs) { return Similarities(pairs); };
  }
  double Similarity(uint32_t a, uint32_t b) const {
    const uint32_t x = docs.group[a], y = docs.group[b];
    if (x == y) return 1;
    return Similarities(std::vector<CandidatePair>{{std::min(x, y), std::max(x, y)}})[0];
  }

  // Every allowed pair at or above the threshold, in keep order of the later, then the earlier.
  std::vector<Link> Pairs(const Constraints& allowed) const {
    std::vector<Link> out;
    for (uint32_t b = 0; b < docs.group.size(); ++b) {
      for (uint32_t a = 0; a < b; ++a) {
        if (docs.group[a] == kAbsent || docs.group[b] == kAbsent) continue;
        if (!allowed.Allow(docs, a, b) || Similarity(a, b) < kThreshold) continue;
        out.push_back({b, a, Similarity(a, b), docs.group[a] == docs.group[b]});
      }
    }
    return out;
  }
};

std::vector<std::tuple<uint32_t, uint32_t, double, bool>> Rows(std::span<const Link> links) {
  std::vector<std::tuple<uint32_t, uint32_t, double, bool>> out;
  for (const Link& l : links) out.emplace_back(l.later, l.earlier, l.similarity, l.exact);
  return out;
}

std::vector<Link> Kruskal(const Corpus& corpus, const Constraints& constraints) {
  UnionFind components(corpus.docs.group.size());
  std::vector<Link> out;
  for (const Link& l : corpus.Pairs(constraints)) {
    if (components.Join(l.later, l.earlier)) out.push_back(l);
  }
  return out;
}

std::vector<Link> Greedy(const Corpus& corpus, const Constraints& constraints) {
  std::vector<Link> out;
  std::set<uint32_t> gone;
  const std::vector<Link> pairs = corpus.Pairs(constraints);
  for (uint32_t d = 0; d < corpus.docs.group.size(); ++d) {
    const Link* best = nullptr;
    for (const Link& l : pairs) {
      if (l.later != d || gone.count(l.earlier) > 0) continue;
      if (best == nullptr || l.similarity > best->similarity) best = &l;
    }
    if (best == nullptr) continue;
    out.push_back(*best);
    gone.insert(d);
  }
  return out;
}

// A group of exact copies and one of the same shingles in another order are both at 1; the first
// in keep order wins, whatever it is.
void SameLinks(std::vector<Link> got, std::vector<Link> wanted, int round) {
  ASSERT_EQ(Rows(got), Rows(wanted)) << "round " << round;
}

TEST(Join, EqualsTheDefinition) {
  std::mt19937 rng(1);
  for (int round = 0; round < 3000; ++round) {
    const Corpus corpus(&rng);
    const Constraints none;
    const Joined joined =
        JoinComponents(corpus.docs, corpus.candidates(), kThreshold, corpus.similarities());
    SameLinks(joined.links, Kruskal(corpus, none), round);

    const std::vector<GroupEdge> edges =
        VerifyAll(corpus.candidates(), kThreshold, corpus.similarities());
    const GroupIndex index(corpus.docs, edges);
    SameLinks(JoinAllowed(corpus.docs, index, none), joined.links, round);
    SameLinks(JoinAllowed(corpus.docs, index, corpus.constraints),
              Kruskal(corpus, corpus.constraints), round);
    SameLinks(JoinToAnchors(corpus.docs, index, none), Greedy(corpus, none), round);
    SameLinks(JoinToAnchors(corpus.docs, index, corpus.constraints),
              Greedy(corpus, corpus.constraints), round);

    const std::vector<Link> pairs = corpus.Pairs(corpus.constraints);
    const uint64_t most = rng() % (pairs.size() + 2);
    const AllPairs all = ListPairs(corpus.docs, index, corpus.constraints, most);
    EXPECT_EQ(all.count, pairs.size());
    SameLinks(all.links,
              {pairs.begin(),
               pairs.begin() + static_cast<ptrdiff_t>(std::min<uint64_t>(most, pairs.size()))},
              round);
    if (HasFatalFailure()) return;
  }
}

TEST(Clusters, SayWhatEachMemberIsToTheKeptOne) {
  std::mt19937 rng(2);
  for (int round = 0; round < 1000; ++round) {
    const Corpus corpus(&rng);
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

// A million copies, each with a time and a feed, must not cost their square (this would be days).
TEST(Join, ManyExactCopiesStayCheapUnderConstraints) {
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

// Nor may each of many near copies of a crowd cost the crowd, nor each of the crowd all near copies.
TEST(Join, ManyNearCopiesOfManyExactCopiesStayCheap) {
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

}  // namespace
}  // namespace nearcopy
