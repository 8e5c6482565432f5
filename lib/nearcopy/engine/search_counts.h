#ifndef NEARCOPY_ENGINE_SEARCH_COUNTS_H_
#define NEARCOPY_ENGINE_SEARCH_COUNTS_H_

#include <cstdint>

namespace nearcopy {

// Numbers of the search in a job that looks for copies.
struct SearchCounts {
  uint64_t candidates = 0, contained_candidates = 0;
  uint64_t verified = 0;  // of both
  uint64_t capped_buckets = 0, capped_samples = 0;
};

// By stage; `write` is copying and formatting, without the syncing to disk that follows.
struct StageSeconds {
  double read = 0, candidates = 0, verify = 0, write = 0;
  double sum() const { return read + candidates + verify + write; }
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SEARCH_COUNTS_H_
