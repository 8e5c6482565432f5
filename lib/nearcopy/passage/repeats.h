#ifndef NEARCOPY_PASSAGE_REPEATS_H_
#define NEARCOPY_PASSAGE_REPEATS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/passage/alignment.h"
#include "nearcopy/passage/repeat_candidates.h"
#include "nearcopy/passage/run_links.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// The fewest words that a repeat may be asked to have: shorter runs are phrases of a language.
inline constexpr uint32_t kFewestRepeatWords = 5;

struct RepeatOptions {
  uint32_t least_words = 12;  // from kFewestRepeatWords on
  uint64_t seed = 1;          // of word hashes, where it is the finder that makes them
};

// Finds the repeats of a document, given as a hash a word (HashWords): exact ones of `least_words`
// at least, and near ones that have so many equal words and two more for each changed one, and five
// side by side. Longer ones are chosen first, and no two `again` overlap. Of two equal stretches of
// `least_words` that do not overlap, the later one always touches an `again`. Time is linear in
// words. Keeps its buffers, but not those of a giant; one thread at a time.
class RepeatFinder {
 public:
  RepeatFinder(const RepeatOptions& options, Simd simd);

  // Replaces `repeats` by those of `words`: longest first, then by `again`. Requires fewer than
  // 2^31 words.
  void Find(std::span<const uint64_t> words, std::vector<Repeat>* repeats);

 private:
  void FindExact(std::span<const uint64_t> words, std::span<const RunLink> links);
  void FindNear(std::span<const uint64_t> words, std::span<const RunLink> links);
  void AddExact(EqualRun run);

  RepeatOptions options_;
  RunLinks links_, long_links_;
  Aligner aligner_;
  RepeatCandidates candidates_;
  std::vector<EqualRun> runs_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_REPEATS_H_
