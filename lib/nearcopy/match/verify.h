#ifndef NEARCOPY_MATCH_VERIFY_H_
#define NEARCOPY_MATCH_VERIFY_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/match/candidates.h"
#include "nearcopy/shingle/shingler.h"

namespace nearcopy {

// The set of a document's shingle hashes, ascending.
using ShingleSet = std::vector<uint64_t>;
ShingleSet MakeShingleSet(std::span<const uint64_t> shingles);

// |A n B| / |A u B| of two sets in ascending order; 0 if both are empty. Any thread.
double Jaccard(std::span<const uint64_t> a, std::span<const uint64_t> b);

// Gives the text of a row, as a view into `scratch` or into what outlives the call. Called by
// several threads at once.
using TextOfRow = std::function<std::string_view(uint32_t row, std::string* scratch)>;

// Computes exact similarities from the texts. `shingles` has the number of each row's shingles,
// duplicates included: memory is bounded by two chunks of shingles, whatever the number of pairs.
// One caller at a time; it uses `threads` threads itself.
class Verifier {
 public:
  Verifier(const Shingling& shingling, Simd simd, int threads, TextOfRow text,
           std::span<const uint32_t> shingles)
      : shingling_(shingling),
        simd_(simd),
        threads_(threads),
        text_(std::move(text)),
        shingles_(shingles) {}

  // The similarity of each pair, in their order.
  std::vector<double> Similarities(std::span<const CandidatePair> pairs);

  uint64_t verified() const { return verified_; }

 private:
  size_t ChunkEnd(std::span<const CandidatePair> pairs, size_t from) const;
  void LoadSets(std::span<const uint32_t> rows);
  void VerifyChunk(std::span<const CandidatePair> pairs, std::span<double> out);

  Shingling shingling_;
  Simd simd_;
  int threads_;
  TextOfRow text_;
  std::span<const uint32_t> shingles_;
  uint64_t verified_ = 0;
  absl::flat_hash_map<uint32_t, ShingleSet> sets_;  // of rows of the last chunks
  uint64_t kept_shingles_ = 0;                      // in these
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_VERIFY_H_
