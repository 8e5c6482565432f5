// Every join beside the definition: all pairs of documents, one by one, in keep order.
#include "nearcopy/cluster/join.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "cluster/made_groups.h"

namespace nearcopy {
namespace {

std::vector<std::tuple<uint32_t, uint32_t, double, bool>> Rows(std::span<const Link> links) {
  std::vector<std::tuple<uint32_t, uint32_t, double, bool>> out;
  for (const Link& l : links) out.emplace_back(l.later, l.earlier, l.similarity, l.exact);
  return out;
}

// Candidates in the order that a joiner wants, in calls of random size.
Joined JoinComponents(const ClusterDocuments& docs, std::vector<CandidatePair> candidates,
                      const SimilaritiesOf& similarities, size_t most_a_call = 100) {
  std::ranges::sort(candidates, {}, [](const CandidatePair& p) { return std::pair(p.b, p.a); });
  std::mt19937 rng(5);
  UnionFind components(docs.first.size());
  ComponentJoiner joiner(kThreshold, similarities, &components);
  for (size_t i = 0, size = 0; i < candidates.size(); i += size) {
    size = std::min(candidates.size() - i, 1 + rng() % most_a_call);
    joiner.Add(std::span(candidates).subspan(i, size));
  }
  return FinishJoining(docs, {&joiner, 1});
}

void SameLinks(std::vector<Link> got, std::vector<Link> wanted, int round) {
  ASSERT_EQ(Rows(got), Rows(wanted)) << "round " << round;
}

TEST(Join, EqualsTheDefinition) {
  std::mt19937 rng(1);
  for (int round = 0; round < 3000; ++round) {
    const MadeGroups corpus(&rng, round % 30 == 0 ? 300 : 40);
    const Constraints none;
    const Joined joined = JoinComponents(corpus.docs, corpus.candidates(), corpus.similarities());
    SameLinks(joined.links, Kruskal(corpus, none), round);

    std::vector<GroupEdge> edges;
    VerifyAll(corpus.candidates(), kThreshold, corpus.similarities(), &edges);
    const GroupIndex index(corpus.docs, edges);
    SameLinks(JoinAllowed(corpus.docs, index, none), joined.links, round);
    SameLinks(JoinAllowed(corpus.docs, index, corpus.constraints),
              Kruskal(corpus, corpus.constraints), round);

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

// Thousands of candidates, so several calls; and what is joined already is not verified, but for
// the few that are asked for ahead.
TEST(Join, AFamilyOfNearCopiesCostsFewVerifications) {
  constexpr uint32_t kFamilies = 10, kMembers = 60;
  ClusterDocuments docs;
  std::vector<CandidatePair> candidates;
  for (uint32_t g = 0; g < kFamilies * kMembers; ++g) {
    docs.group.push_back(g);
    docs.first.push_back(g);
    docs.time.push_back(kUnknownTime);
    for (uint32_t earlier = g % kFamilies; earlier < g; earlier += kFamilies) {
      candidates.push_back({earlier, g});
    }
  }
  size_t verified = 0;
  const Joined joined = JoinComponents(
      docs, candidates,
      [&](std::span<const CandidatePair> pairs) {
        verified += pairs.size();
        return std::vector<double>(pairs.size(), 0.9);
      },
      8000);
  ASSERT_EQ(joined.links.size(), kFamilies * (kMembers - 1));
  for (const Link& link : joined.links) EXPECT_EQ(link.earlier, link.later % kFamilies);
  EXPECT_LE(verified, 2 * joined.links.size());
}

TEST(Join, EqualsTheDefinitionOverManyCalls) {
  std::mt19937 rng(4);
  constexpr uint32_t kGroups = 250;
  ClusterDocuments docs;
  std::map<CandidatePair, double> similarity;
  for (uint32_t g = 0; g < kGroups; ++g) {
    docs.group.push_back(g);
    docs.first.push_back(g);
    docs.time.push_back(kUnknownTime);
    // Mostly under the threshold, so that components grow slowly.
    for (uint32_t a = 0; a < g; ++a) similarity[{a, g}] = rng() % 80 == 0 ? 0.8 : 0.3;
  }
  std::vector<CandidatePair> candidates;
  UnionFind components(kGroups);
  std::vector<Link> wanted;
  for (uint32_t b = 0; b < kGroups; ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      candidates.push_back({a, b});
      const double s = similarity[{a, b}];
      if (s >= kThreshold && components.Join(a, b)) wanted.push_back({b, a, s, false});
    }
  }
  std::shuffle(candidates.begin(), candidates.end(), rng);
  const Joined joined = JoinComponents(docs, candidates, [&](std::span<const CandidatePair> pairs) {
    std::vector<double> out;
    for (const CandidatePair& p : pairs) out.push_back(similarity[p]);
    return out;
  });
  ASSERT_GT(wanted.size(), 100u);
  SameLinks(joined.links, wanted, 0);
}

}  // namespace
}  // namespace nearcopy
