#include "nearcopy/cluster/documents.h"

#include <algorithm>
#include <numeric>

namespace nearcopy {

GroupIndex::GroupIndex(const ClusterDocuments& docs, std::span<const GroupEdge> edges)
    : first_member_(docs.first.size() + 1), first_neighbour_(docs.first.size() + 1) {
  for (uint32_t g : docs.group) {
    if (g != kAbsent) ++first_member_[g + 1];
  }
  std::partial_sum(first_member_.begin(), first_member_.end(), first_member_.begin());
  members_.resize(first_member_.back());
  std::vector<size_t> at(first_member_.begin(), first_member_.end());
  for (uint32_t d = 0; d < docs.group.size(); ++d) {
    if (docs.group[d] != kAbsent) members_[at[docs.group[d]]++] = d;
  }
  for (const GroupEdge& e : edges) {
    ++first_neighbour_[e.later + 1];
    ++first_neighbour_[e.earlier + 1];
  }
  std::partial_sum(first_neighbour_.begin(), first_neighbour_.end(), first_neighbour_.begin());
  neighbours_.resize(first_neighbour_.back());
  at.assign(first_neighbour_.begin(), first_neighbour_.end());
  for (const GroupEdge& e : edges) {
    neighbours_[at[e.later]++] = {e.earlier, e.similarity};
    neighbours_[at[e.earlier]++] = {e.later, e.similarity};
  }
  for (size_t g = 0; g < docs.first.size(); ++g) {
    std::sort(neighbours_.begin() + static_cast<ptrdiff_t>(first_neighbour_[g]),
              neighbours_.begin() + static_cast<ptrdiff_t>(first_neighbour_[g + 1]),
              [](const Neighbour& a, const Neighbour& b) { return a.group < b.group; });
  }
}

}  // namespace nearcopy
