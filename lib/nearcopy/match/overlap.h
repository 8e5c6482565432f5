#ifndef NEARCOPY_MATCH_OVERLAP_H_
#define NEARCOPY_MATCH_OVERLAP_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/match/shingle_table.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Which bits of a filter stand for some shingles: two of one word each, so that one look tells most
// of those that are not in it (a blocked Bloom filter; Putze, Sanders, Singler, WEA 2007).
struct FilterPlaces {
  static constexpr size_t kMost = 64;  // shingles
  static constexpr int kWordBits = 10;

  alignas(64) uint64_t word[kMost];
  alignas(64) uint64_t bits[kMost];
};

// Writes each of `shingles` to `out`, which has room for all and is not their own memory, where it
// stands first, in their order, and returns how many that are. Keeps its buffers; one thread at a
// time.
class DropRepeats {
 public:
  explicit DropRepeats(Simd simd);

  size_t operator()(std::span<const uint64_t> shingles, uint64_t* out);

 private:
  using Places = void (*)(std::span<const uint64_t> shingles, FilterPlaces* places);
  using Find = size_t (*)(const uint64_t* values, size_t size, uint64_t value);
  size_t FirstSeen(const FilterPlaces& places, size_t from, size_t size);

  Places places_;
  Find find_;
  std::array<uint64_t, size_t{1} << FilterPlaces::kWordBits> seen_;
  ShingleTable table_;
};

// Counts what two sets of shingles share. The sets are given in the order of their texts, each
// shingle once: copies have long runs in common, which a comparison side by side finds, and little
// is left over for a table. Keeps its buffers; one thread at a time.
class Overlap {
 public:
  explicit Overlap(Simd simd);

  size_t Count(std::span<const uint64_t> a, std::span<const uint64_t> b);

  // The same without looking at the order: the definition.
  size_t CountPlain(std::span<const uint64_t> a, std::span<const uint64_t> b);

 private:
  using EqualPrefix = size_t (*)(const uint64_t* a, const uint64_t* b, size_t size);
  using Find = size_t (*)(const uint64_t* values, size_t size, uint64_t value);
  bool Resume(std::span<const uint64_t> a, std::span<const uint64_t> b, size_t* i, size_t* j);

  EqualPrefix equal_prefix_;
  Find find_;
  size_t budget_ = 0;  // values that may still be looked at to find the next run
  std::vector<uint64_t> rest_a_, rest_b_;
  ShingleTable table_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_OVERLAP_H_
