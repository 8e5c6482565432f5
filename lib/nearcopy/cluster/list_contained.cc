#include "nearcopy/cluster/list_contained.h"

#include <algorithm>
#include <map>

#include "nearcopy/cluster/member_tree.h"
#include "nearcopy/cluster/pair_counter.h"
#include "nearcopy/cluster/sort_by_id.h"

namespace nearcopy {
namespace {

uint64_t CountContained(const ClusterDocuments& docs, const GroupIndex& index,
                        std::span<const ContainedPair> groups, const Constraints& constraints) {
  uint64_t count = 0;
  if (!constraints.any()) {
    for (const ContainedPair& p : groups) {
      count += uint64_t{index.members(p.inner).size()} * index.members(p.outer).size();
    }
    return count;
  }
  PairCounter counter(docs, index, constraints);
  for (const ContainedPair& p : groups) count += counter.Between(p.inner, p.outer);
  return count;
}

// Gives the members of a group that a document may be compared with.
class AllowedMembers {
 public:
  AllowedMembers(const ClusterDocuments& docs, const GroupIndex& index,
                 const Constraints& constraints)
      : docs_(docs), index_(index), constraints_(constraints) {}

  void Append(uint32_t document, uint32_t group, std::vector<uint32_t>* out) {
    const auto members = index_.members(group);
    if (!constraints_.any()) {
      out->insert(out->end(), members.begin(), members.end());
    } else {
      TreeOf(group).AppendAll(document, out);
    }
  }

 private:
  MemberTree& TreeOf(uint32_t group) {
    const auto [at, made] = trees_.try_emplace(group, docs_, constraints_, index_.members(group));
    if (made) {
      for (uint32_t member : index_.members(group)) at->second.Insert(member, nullptr);
    }
    return at->second;
  }

  const ClusterDocuments& docs_;
  const GroupIndex& index_;
  const Constraints& constraints_;
  std::map<uint32_t, MemberTree> trees_;  // of outer groups
};

// The members of the groups that `side` gives of pairs, by id.
std::vector<uint32_t> MembersById(const GroupIndex& index, std::span<const ContainedPair> groups,
                                  uint32_t ContainedPair::*side,
                                  const std::function<std::string_view(uint32_t)>& id_of) {
  std::vector<uint32_t> of, members;
  for (const ContainedPair& p : groups) of.push_back(p.*side);
  std::ranges::sort(of);
  of.erase(std::unique(of.begin(), of.end()), of.end());
  for (uint32_t g : of) {
    members.insert(members.end(), index.members(g).begin(), index.members(g).end());
  }
  SortById(members, id_of);
  return members;
}

}  // namespace

AllContained ListContained(const ClusterDocuments& docs, std::span<const ContainedPair> groups,
                           const Constraints& constraints, uint64_t most,
                           const std::function<std::string_view(uint32_t document)>& id_of) {
  AllContained all;
  if (groups.empty()) return all;
  const GroupIndex index(docs, {});
  all.count = CountContained(docs, index, groups, constraints);
  std::vector<uint32_t> place(docs.group.size());  // of outer documents, among these by id
  const std::vector<uint32_t> outer = MembersById(index, groups, &ContainedPair::outer, id_of);
  for (uint32_t i = 0; i < outer.size(); ++i) place[outer[i]] = i;
  AllowedMembers allowed(docs, index, constraints);
  std::vector<uint32_t> found;
  for (uint32_t d : MembersById(index, groups, &ContainedPair::inner, id_of)) {
    const size_t before = all.pairs.size();
    if (before >= most) break;
    const auto pairs = std::ranges::equal_range(groups, docs.group[d], {}, &ContainedPair::inner);
    for (const ContainedPair& p : pairs) {
      found.clear();
      allowed.Append(d, p.outer, &found);
      for (uint32_t o : found) all.pairs.push_back({d, o, p.containment, p.similarity});
    }
    std::sort(all.pairs.begin() + static_cast<ptrdiff_t>(before), all.pairs.end(),
              [&](const ContainedPair& x, const ContainedPair& y) {
                return place[x.outer] < place[y.outer];
              });
  }
  all.pairs.resize(std::min<uint64_t>(all.pairs.size(), most));
  return all;
}

}  // namespace nearcopy
