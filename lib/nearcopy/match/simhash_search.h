#ifndef NEARCOPY_MATCH_SIMHASH_SEARCH_H_
#define NEARCOPY_MATCH_SIMHASH_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nearcopy {

// Block permutation search (Manku, Jain, Das Sarma, WWW 2007): bits are cut into `blocks`; if at
// most `distance` differ, blocks - distance blocks are equal, so one table for each choice of that
// many blocks finds every such pair.
struct SimHashSearch {
  int bits = 128;
  int distance = 3;  // pairs up to this many different bits are found
  int wanted = 3;    // the distance that the recall target asks for
  int blocks = 4;
  // About the share of pairs at the threshold within `distance`; fewer where texts are short, for
  // the bits of few shingles follow no normal distribution.
  double recall = 0;
  // The bits of each table's key, one mask of bits/64 words each, one after the other.
  std::vector<uint64_t> masks;

  size_t words() const { return static_cast<size_t>(bits / 64); }
  size_t tables() const { return masks.size() / words(); }
};

// Chooses the search for `rows` SimHashes. The bits of two sets of Jaccard similarity s differ
// each with at most acos(2s/(1+s))/pi (sets of equal size; less for others). What the recall
// target asks for may be out of reach of kMostTables tables whose keys tell `rows` rows apart:
// then `distance` is the largest that is not, and `recall` what it can promise. Any thread.
SimHashSearch ChooseSimHashSearch(int bits, double threshold, double recall, size_t rows);

inline constexpr size_t kMostTables = 128;

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SIMHASH_SEARCH_H_
