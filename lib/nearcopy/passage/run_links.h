#ifndef NEARCOPY_PASSAGE_RUN_LINKS_H_
#define NEARCOPY_PASSAGE_RUN_LINKS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Two places of a document where the same run of words begins, of which `first` is the earliest.
struct RunLink {
  uint32_t first = 0, again = 0;
};

// Finds the runs of so many words that stand in a document before. Keeps its buffers, but not those
// of a giant; one thread at a time.
class RunLinks {
 public:
  explicit RunLinks(Simd simd) : simd_(simd) {}

  // Every run of `length` words (hashes) that stood before, in order. Valid until the next call.
  std::span<const RunLink> Find(std::span<const uint64_t> words, uint32_t length);
  void DropGiants();

 private:
  void HashRuns(std::span<const uint64_t> words, uint32_t length);

  Simd simd_;
  std::vector<uint64_t> hashes_;  // as large as they had to be
  std::vector<uint32_t> slots_;   // number of a run, from 1; 0 if there is none
  std::vector<RunLink> links_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_RUN_LINKS_H_
