#ifndef NEARCOPY_ENGINE_CANDIDATE_PAIRS_H_
#define NEARCOPY_ENGINE_CANDIDATE_PAIRS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/cluster/union_find.h"
#include "nearcopy/engine/sorted_values.h"
#include "nearcopy/match/candidates.h"

namespace nearcopy {

// Candidates to be verified together. `contained`: one of the two may stand inside the other.
struct CandidatePiece {
  std::vector<CandidatePair> near, contained;  // by the later row, then the earlier

  size_t size() const { return near.size() + contained.size(); }
};

// Puts candidates into the order in which they are verified: those of one component of the graph
// that they form stand together, sorted by the later row, then the earlier. So the texts of a
// component are read once for all its pairs, of either kind. Uses up to 20 bytes a row, twice the
// memory of `options` and, where that is not enough, files. One thread at a time.
class CandidatePairs {
 public:
  CandidatePairs(size_t rows, const SortOptions& options);

  // Pairs of rows, a < b < 2^31, in any order and as often as they come.
  absl::Status AddNear(std::span<const CandidatePair> pairs) { return Add(pairs, kNear); }
  absl::Status AddContained(std::span<const CandidatePair> pairs) { return Add(pairs, kContained); }

  // Once, after the last Add.
  absl::Status Finish();

  // How many different pairs there are, of each kind and in all; after Finish.
  uint64_t near() const { return sizes_[kNear]; }
  uint64_t contained() const { return sizes_[kContained]; }
  uint64_t size() const { return near() + contained(); }

  // Fills `piece` with the next ones: whole components, up to `most` pairs, or the next part of a
  // component that has more; with none at the end. Then says whether no row of these will come
  // again.
  absl::StatusOr<bool> Next(size_t most, CandidatePiece* piece);

 private:
  enum Kind : uint32_t { kNear, kContained };
  absl::Status Add(std::span<const CandidatePair> pairs, Kind kind);
  void NumberByComponent();

  UnionFind components_;
  std::optional<SortedValues> found_;  // until Finish
  SortedValues ordered_;
  // Rows of pairs are numbered by component, within one by row: so numbers sort as rows do.
  std::vector<uint32_t> number_, row_;
  std::vector<uint32_t> component_;  // first number of the component of each number
  std::vector<uint64_t> values_;     // pairs of numbers; those from given_ on are read, not given
  size_t given_ = 0;
  uint64_t sizes_[2] = {0, 0};  // by kind
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CANDIDATE_PAIRS_H_
