#include "nearcopy/cluster/member_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace nearcopy {
namespace {

// Beside the definition: every member looked at, best first.
TEST(MemberTree, GivesTheBestThatIsAllowedAndNotJoined) {
  std::mt19937 rng(1);
  for (int round = 0; round < 300; ++round) {
    const uint32_t n = 1 + rng() % 150;
    ClusterDocuments docs;
    for (uint32_t d = 0; d < n; ++d) {
      docs.time.push_back(rng() % 8 == 0 ? kUnknownTime : static_cast<int64_t>(rng() % 60));
      docs.across.push_back(rng() % 4);
    }
    Constraints constraints;
    if (rng() % 2 == 0) constraints.within = static_cast<int64_t>(rng() % 30);
    constraints.across = rng() % 2 == 0;
    std::vector<uint32_t> ranked(n);
    for (uint32_t d = 0; d < n; ++d) ranked[d] = d;
    if (rng() % 2 == 0) std::shuffle(ranked.begin(), ranked.end(), rng);
    MemberTree tree(docs, constraints, ranked);
    UnionFind components(n);
    std::vector<bool> inserted(n);
    for (uint32_t d = 0; d < n; ++d) {
      std::vector<uint32_t> allowed;
      for (uint32_t m : ranked) {
        if (inserted[m] && constraints.Allow(docs, d, m)) allowed.push_back(m);
      }
      ASSERT_EQ(tree.First(d, nullptr), allowed.empty() ? kAbsent : allowed.front()) << round;
      std::vector<uint32_t> all;
      tree.AppendAll(d, &all);
      ASSERT_TRUE(std::ranges::is_permutation(all, allowed)) << round;
      for (int joins = 0; joins < 3; ++joins) {
        const auto open = std::ranges::find_if(
            allowed, [&](uint32_t m) { return components.Find(m) != components.Find(d); });
        const uint32_t found = tree.First(d, &components);
        ASSERT_EQ(found, open == allowed.end() ? kAbsent : *open) << round;
        if (found == kAbsent) break;
        components.Join(d, found);
      }
      if (rng() % 4 == 0) continue;
      tree.Insert(d, &components);
      inserted[d] = true;
    }
  }
}

}  // namespace
}  // namespace nearcopy
