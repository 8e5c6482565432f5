#ifndef NEARCOPY_CLUSTER_PAIR_COUNTER_H_
#define NEARCOPY_CLUSTER_PAIR_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/cluster/documents.h"

namespace nearcopy {

// Counts allowed pairs of documents without listing them: a pair of groups costs its smaller one.
// Needs the times of documents. One thread at a time.
class PairCounter {
 public:
  PairCounter(const ClusterDocuments& docs, const GroupIndex& index,
              const Constraints& constraints);

  // Pairs of two members of one group, and of a member of each of two.
  uint64_t Inside(uint32_t g);
  uint64_t Between(uint32_t g, uint32_t h);

 private:
  std::span<uint32_t> Of(std::vector<uint32_t>& members, uint32_t g) const {
    return std::span(members).subspan(first_[g], first_[g + 1] - first_[g]);
  }
  uint64_t Allowed(uint32_t d, uint32_t g);
  uint64_t InWindow(uint32_t d, std::span<const uint32_t> by_time) const;

  const ClusterDocuments& docs_;
  const Constraints& constraints_;
  std::vector<size_t> first_ = {0};
  std::vector<uint32_t> by_time_, by_value_;  // members of each group; by value, then time
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_PAIR_COUNTER_H_
