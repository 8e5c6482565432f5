#ifndef NEARCOPY_MATCH_VERIFY_H_
#define NEARCOPY_MATCH_VERIFY_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/match/candidates.h"
#include "nearcopy/match/overlap.h"
#include "nearcopy/match/shingle_sets.h"

namespace nearcopy {

// How many shingles two texts have, each counted once, and how many they share.
struct SharedShingles {
  uint32_t a = 0, b = 0, both = 0;

  // |A n B| / |A u B|; 0 if both are empty.
  double similarity() const { return Ratio(both, uint64_t{a} + b - both); }
  // |A n B| / |A|, and the same of B; 0 of an empty one.
  double containment_of_a() const { return Ratio(both, a); }
  double containment_of_b() const { return Ratio(both, b); }

 private:
  static double Ratio(uint64_t part, uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }
};

// Gives the shingle hashes of a row, duplicates included; valid until the next call. One thread at
// a time.
using ShinglesOfRow = std::function<absl::StatusOr<std::span<const uint64_t>>(uint32_t row)>;

// What is known of a row before its text is read.
struct VerifierRow {
  uint32_t shingles;  // how many its source gives, duplicates included
  uint32_t position;  // where it stands among all, in the order of reading
};

// Computes exact similarities from the texts. Sets of shingles stay from call to call until Forget,
// so each text is read once meanwhile, and in the order of reading; unless there are more than
// `most_shingles` (but those of one pair always are in memory). One caller at a time; a source for
// each thread that it uses, at least one.
class Verifier {
 public:
  Verifier(std::vector<ShinglesOfRow> sources, std::function<VerifierRow(uint32_t row)> rows,
           uint64_t most_shingles, Simd simd);

  // What each pair shares, in their order. After an error of a source, which status() then has, all
  // are 0.
  std::vector<SharedShingles> Shared(std::span<const CandidatePair> pairs);
  // Their similarities alone.
  std::vector<double> Similarities(std::span<const CandidatePair> pairs);

  // No row that was asked for will be asked for again.
  void Forget() { sets_.Clear(); }

  const absl::Status& status() const { return status_; }
  uint64_t verified() const { return verified_; }

 private:
  struct Worker {
    Worker(ShinglesOfRow shingles, Simd simd)
        : source(std::move(shingles)), drop_repeats(simd), overlap(simd) {}
    ShinglesOfRow source;
    DropRepeats drop_repeats;
    Overlap overlap;
    absl::Status status;
  };
  int threads() const { return static_cast<int>(workers_.size()); }
  size_t ChunkEnd(std::span<const CandidatePair> pairs, size_t from) const;
  void LoadSets(std::span<const uint32_t> rows);
  void VerifyChunk(std::span<const CandidatePair> pairs, std::span<SharedShingles> out);

  std::vector<Worker> workers_;
  const std::function<VerifierRow(uint32_t row)> rows_;
  const uint64_t most_shingles_;
  absl::Status status_;
  uint64_t verified_ = 0;
  ShingleSets sets_;  // of rows of the last chunks, in the order of their texts
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_VERIFY_H_
