#ifndef NEARCOPY_MATCH_CANDIDATES_H_
#define NEARCOPY_MATCH_CANDIDATES_H_

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/match/bands.h"
#include "nearcopy/match/simhash_search.h"
#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// Two rows of a table that may be copies, a < b.
struct CandidatePair {
  uint32_t a = 0, b = 0;
  auto operator<=>(const CandidatePair&) const = default;
};

// The rows to search among, in keep order.
struct CandidateInput {
  const SketchTable& sketches;
  // The order in which rows of an overfull bucket become its anchors: smallest first, then by row.
  // Content hashes, one a row: they do not depend on the order of the input.
  std::span<const uint64_t> anchor_order;
  std::span<const uint32_t> block = {};  // only rows of equal block are compared; empty: all
  int threads = 1;
  Simd simd = Simd::Scalar();
  std::atomic<uint64_t>* done = nullptr;  // counts tables searched, for progress; may be null
};

struct Candidates {
  std::vector<CandidatePair> pairs;  // sorted, without duplicates
  uint64_t capped_buckets = 0;
};

// A bucket of more rows than this must not cost its square. Each of its rows is compared with the
// anchors, which stand for any text; with the first rows, one of which is kept if the bucket is one
// large family; and with the rows next in keep order, for neighbours in time.
inline constexpr size_t kBucketCap = 1000;
inline constexpr size_t kAnchors = 64;
inline constexpr size_t kFirstRows = 16;
inline constexpr size_t kNextRows = 32;

// Rows that share a band's key and pass the sketch filter. Costs the sorting of each band, and on
// average half of kBucketCap comparisons a row and band at most. The same for any number of
// threads; any thread.
Candidates FindByBands(const CandidateInput& input, const Banding& banding);

// The same for SimHash: rows within search.distance bits of each other, by block permutation.
Candidates FindBySimHash(const CandidateInput& input, const SimHashSearch& search);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_CANDIDATES_H_
