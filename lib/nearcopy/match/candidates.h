#ifndef NEARCOPY_MATCH_CANDIDATES_H_
#define NEARCOPY_MATCH_CANDIDATES_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>

#include "absl/status/statusor.h"
#include "nearcopy/match/bands.h"
#include "nearcopy/match/simhash_search.h"
#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// Two rows that may be copies, a < b.
struct CandidatePair {
  uint32_t a = 0, b = 0;
  auto operator<=>(const CandidatePair&) const = default;
};

// Takes pairs that were found, in no order, and some of them several times; one call at a time, on
// any thread. An error ends the search.
using PairSink = std::function<absl::Status(std::span<const CandidatePair>)>;

// What to search: rows, numbered in keep order, each of which has a sketch at a position.
struct CandidateInput {
  const SketchSource& sketches;
  std::span<const uint32_t> position;  // of each row; every position once
  // The content hash of a row: rows of an overfull bucket become its anchors smallest first, then
  // by row, which does not depend on the order of the input. Any thread.
  std::function<uint64_t(uint32_t row)> anchor_order;
  // Only rows of equal block are compared; null: all. Any thread.
  std::function<uint32_t(uint32_t row)> block = nullptr;
  int threads = 1;
  // Tables that each thread fills in one pass over the sketches.
  size_t tables_together = 1;
  // Pairs whose sketches each thread looks at together: those that are not in memory are read in
  // stretches.
  size_t pairs_together = 1 << 18;
  // Pairs that each thread knows again, up to about one a row: copies share most buckets, so most
  // pairs come many times.
  size_t pairs_known = 1 << 20;
  Simd simd = Simd::Scalar();
  std::atomic<uint64_t>* done = nullptr;  // counts tables searched, for progress; may be null
};

// A bucket of more rows than this must not cost its square. Each of its rows is compared with the
// anchors, which stand for any text; with the first rows, one of which is kept if the bucket is one
// large family; and with the rows next in keep order, for neighbours in time.
inline constexpr size_t kBucketCap = 1000;
inline constexpr size_t kAnchors = 64;
inline constexpr size_t kFirstRows = 16;
inline constexpr size_t kNextRows = 32;

// Memory that each thread takes: bytes a row of each table it fills, and of the one it searches;
// and bytes for each pair that is looked at together, besides the two sketches where these are not
// in memory, and for each that is known again.
inline constexpr size_t kBytesARow = sizeof(uint32_t);
inline constexpr size_t kBytesARowSearched = 2 * sizeof(uint64_t);
inline constexpr size_t kBytesAPairTogether = 104;
inline constexpr size_t kBytesAPairKnown = sizeof(uint64_t);

// Gives the rows that share a band's key and pass the sketch filter to `sink`, and returns how many
// buckets were over the cap. Sorts each band once, and makes on average half of kBucketCap
// comparisons a row and band at most. The set of pairs is the same for any number of threads. Any
// thread.
absl::StatusOr<uint64_t> FindByBands(const CandidateInput& input, const Banding& banding,
                                     const PairSink& sink);

// The same for SimHash: rows within search.distance bits of each other, by block permutation.
absl::StatusOr<uint64_t> FindBySimHash(const CandidateInput& input, const SimHashSearch& search,
                                       const PairSink& sink);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_CANDIDATES_H_
