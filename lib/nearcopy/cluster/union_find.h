#ifndef NEARCOPY_CLUSTER_UNION_FIND_H_
#define NEARCOPY_CLUSTER_UNION_FIND_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace nearcopy {

// Disjoint sets of the numbers below n; the smallest of a set is its root (path halving, Tarjan and
// van Leeuwen, 1984). Any thread, without a lock: a root is only ever hung under a smaller one, so
// whatever others do meanwhile, a parent leads to the root (Anderson and Woll, STOC 1991).
class UnionFind {
 public:
  explicit UnionFind(size_t n) : parent_(std::make_unique<std::atomic<uint32_t>[]>(n)) {
    for (size_t i = 0; i < n; ++i) parent_[i].store(static_cast<uint32_t>(i), kRelaxed);
  }

  uint32_t Find(uint32_t x) {
    while (true) {
      const uint32_t parent = parent_[x].load(kRelaxed);
      if (parent == x) return x;
      const uint32_t next = parent_[parent].load(kRelaxed);
      if (next != parent) parent_[x].store(next, kRelaxed);
      x = next;
    }
  }
  // Joins the sets of a and b; false if they were one.
  bool Join(uint32_t a, uint32_t b) {
    while (true) {
      a = Find(a);
      b = Find(b);
      if (a == b) return false;
      if (b < a) std::swap(a, b);
      uint32_t root = b;
      if (parent_[b].compare_exchange_strong(root, a, kRelaxed)) return true;
    }
  }

 private:
  static constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
  std::unique_ptr<std::atomic<uint32_t>[]> parent_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_UNION_FIND_H_
