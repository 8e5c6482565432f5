#ifndef NEARCOPY_CLUSTER_UNION_FIND_H_
#define NEARCOPY_CLUSTER_UNION_FIND_H_

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace nearcopy {

// Disjoint sets of the numbers below n; the smallest of a set is its root (path halving, Tarjan
// and van Leeuwen, 1984). One thread at a time.
class UnionFind {
 public:
  explicit UnionFind(size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0u); }

  uint32_t Find(uint32_t x) {
    while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
    return x;
  }
  // Joins the sets of a and b; false if they were one.
  bool Join(uint32_t a, uint32_t b) {
    a = Find(a);
    b = Find(b);
    if (a == b) return false;
    if (b < a) std::swap(a, b);
    parent_[b] = a;
    return true;
  }

 private:
  std::vector<uint32_t> parent_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_UNION_FIND_H_
