// The rule of dedup beside its definition: documents one by one, in keep order.
#include "nearcopy/cluster/anchors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include "cluster/made_groups.h"

namespace nearcopy {
namespace {

using Row = std::tuple<uint32_t, uint32_t, double, bool, bool>;

std::vector<Row> Rows(std::span<const Link> links) {
  std::vector<Row> out;
  for (const Link& l : links)
    out.emplace_back(l.later, l.earlier, l.similarity, l.exact, l.contained);
  return out;
}

// A rule drawn at random.
AnchorRule MadeRule(std::mt19937* rng, uint32_t documents) {
  AnchorRule rule;
  const uint32_t which = (*rng)() % 6;
  rule.exact = which != 0;
  rule.near = which != 1;
  if ((*rng)() % 3 == 0) rule.against = (*rng)() % (documents + 1);
  if ((*rng)() % 3 == 0) {
    for (uint32_t d = 0; d < documents; ++d) rule.protect.push_back((*rng)() % 8 == 0);
  }
  return rule;
}

// Pairs of groups under the threshold, of which one stands inside the other, either or both.
std::vector<ContainedPair> MadeContained(const MadeGroups& made, std::mt19937* rng) {
  std::vector<ContainedPair> out;
  for (const auto& [pair, similarity] : made.similarity) {
    if (similarity >= kThreshold || similarity == 0) continue;
    if ((*rng)() % 2 == 0) out.push_back({pair.a, pair.b, 0.95, similarity});
    if ((*rng)() % 2 == 0) out.push_back({pair.b, pair.a, 0.95, similarity});
  }
  std::ranges::sort(out);
  return out;
}

std::vector<Link> Greedy(const MadeGroups& made, const Constraints& constraints,
                         const AnchorRule& rule, std::span<const ContainedPair> contained = {}) {
  const auto documents = static_cast<uint32_t>(made.docs.group.size());
  std::vector<std::vector<Link>> copies(documents);
  for (const Link& l : made.Pairs(constraints)) {
    if (l.exact ? rule.exact : rule.near) copies[l.later].push_back(l);
  }
  for (const ContainedPair& p : contained) {
    for (uint32_t d = 0; d < documents; ++d) {
      for (uint32_t e = 0; made.docs.group[d] == p.inner && e < d; ++e) {
        if (made.docs.group[e] != p.outer || !constraints.Allow(made.docs, d, e)) continue;
        copies[d].push_back({d, e, p.similarity, false, true});
      }
    }
  }
  for (auto& links : copies) std::ranges::sort(links, {}, &Link::earlier);
  std::vector<bool> anchor(documents);
  std::vector<Link> out;
  for (uint32_t d = 0; d < documents; ++d) {
    const Link* best = nullptr;
    for (const Link& l : copies[d]) {
      if (!anchor[l.earlier]) continue;
      if (best == nullptr || l.similarity > best->similarity) best = &l;
    }
    const bool first_ones = rule.against && d < *rule.against;
    const bool stays = first_ones || (!rule.protect.empty() && rule.protect[d]);
    if (best != nullptr && !stays) {
      out.push_back(*best);
    } else {
      anchor[d] = !rule.against || first_ones;
    }
  }
  return out;
}

// Candidates in the order that a joiner wants, in calls of random size, each of whole components or
// of parts of one.
std::vector<GroupEdge> JoinAnchors(const MadeGroups& made, const AnchorRule& rule, size_t* verified,
                                   std::mt19937* rng) {
  const auto groups = static_cast<uint32_t>(made.docs.first.size());
  UnionFind components(groups);
  std::vector<CandidatePair> candidates = made.candidates();
  for (const CandidatePair& p : candidates) components.Join(p.a, p.b);
  const auto place = [&](const CandidatePair& p) {
    return std::tuple(components.Find(p.a), p.b, p.a);
  };
  std::ranges::sort(candidates, {}, place);
  const SimilaritiesOf similarities = [&](std::span<const CandidatePair> pairs) {
    *verified += pairs.size();
    return made.Similarities(pairs);
  };
  AnchorGroups shared(made.docs, rule);
  AnchorJoiner joiner(kThreshold, similarities, &shared);
  for (size_t i = 0, size = 0; i < candidates.size(); i += size) {
    size = std::min<size_t>(candidates.size() - i, 1 + (*rng)() % 30);
    const bool ends =
        i + size == candidates.size() ||
        components.Find(candidates[i + size].a) != components.Find(candidates[i + size - 1].a);
    joiner.Add(std::span(candidates).subspan(i, size), ends);
  }
  return joiner.edges();
}

TEST(Anchors, EqualTheDefinition) {
  std::mt19937 rng(1);
  size_t verified = 0, candidates = 0;
  for (int round = 0; round < 6000; ++round) {
    const MadeGroups made(&rng, round % 30 == 0 ? 300 : 40);
    const AnchorRule rule = round % 3 == 0
                                ? AnchorRule()
                                : MadeRule(&rng, static_cast<uint32_t>(made.docs.group.size()));
    const Constraints none;
    std::vector<GroupEdge> all;
    VerifyAll(made.candidates(), kThreshold, made.similarities(), &all);
    const GroupIndex index(made.docs, all);
    const std::vector<Row> wanted = Rows(Greedy(made, none, rule));
    ASSERT_EQ(Rows(JoinToAnchors(made.docs, index, none, rule)), wanted) << "round " << round;
    ASSERT_EQ(Rows(JoinToAnchors(made.docs, index, made.constraints, rule)),
              Rows(Greedy(made, made.constraints, rule)))
        << "round " << round;

    const std::vector<ContainedPair> contained = MadeContained(made, &rng);
    ASSERT_EQ(Rows(JoinToAnchors(made.docs, index, none, rule, contained)),
              Rows(Greedy(made, none, rule, contained)))
        << "round " << round;
    ASSERT_EQ(Rows(JoinToAnchors(made.docs, index, made.constraints, rule, contained)),
              Rows(Greedy(made, made.constraints, rule, contained)))
        << "round " << round;

    if (!rule.near) continue;  // there is nothing to verify
    const std::vector<GroupEdge> edges = JoinAnchors(made, rule, &verified, &rng);
    candidates += made.candidates().size();
    const GroupIndex fewer(made.docs, edges);
    ASSERT_EQ(Rows(JoinToAnchors(made.docs, fewer, none, rule)), wanted) << "round " << round;
  }
  EXPECT_LT(verified, candidates);
}

// Of a large family only the pairs with the one that stays are verified.
TEST(Anchors, AFamilyOfNearCopiesCostsOnePairACopy) {
  constexpr uint32_t kMembers = 400;
  ClusterDocuments docs;
  std::vector<CandidatePair> candidates;
  for (uint32_t g = 0; g < kMembers; ++g) {
    docs.group.push_back(g);
    docs.first.push_back(g);
    for (uint32_t earlier = 0; earlier < g; ++earlier) candidates.push_back({earlier, g});
  }
  size_t verified = 0;
  const SimilaritiesOf similarities = [&](std::span<const CandidatePair> pairs) {
    verified += pairs.size();
    return std::vector<double>(pairs.size(), 0.9);
  };
  const AnchorRule rule;
  AnchorGroups groups(docs, rule);
  AnchorJoiner joiner(kThreshold, similarities, &groups);
  constexpr size_t kTogether = 8000;
  for (size_t i = 0; i < candidates.size(); i += kTogether) {
    const size_t size = std::min(kTogether, candidates.size() - i);
    joiner.Add(std::span(candidates).subspan(i, size), i + size == candidates.size());
  }
  EXPECT_EQ(verified, kMembers - 1);
  EXPECT_EQ(JoinToAnchors(docs, GroupIndex(docs, joiner.edges()), {}).size(), kMembers - 1);
}

// Each is like the one before alone: every other one stays, and which do is known one by one.
TEST(Anchors, AChainGoesThroughInFewRounds) {
  constexpr uint32_t kMembers = 2000;
  ClusterDocuments docs;
  std::vector<CandidatePair> candidates;
  for (uint32_t g = 0; g < kMembers; ++g) {
    docs.group.push_back(g);
    docs.first.push_back(g);
    if (g > 0) candidates.push_back({g - 1, g});
  }
  size_t calls = 0;
  const SimilaritiesOf similarities = [&](std::span<const CandidatePair> pairs) {
    ++calls;
    return std::vector<double>(pairs.size(), 0.9);
  };
  const AnchorRule rule;
  AnchorGroups groups(docs, rule);
  AnchorJoiner joiner(kThreshold, similarities, &groups);
  joiner.Add(candidates, true);
  const auto links = JoinToAnchors(docs, GroupIndex(docs, joiner.edges()), {});
  ASSERT_EQ(links.size(), kMembers / 2);
  for (const Link& link : links) EXPECT_EQ(link.later % 2, 1u);
  EXPECT_LT(calls, 30u);
}

}  // namespace
}  // namespace nearcopy
