#ifndef NEARCOPY_PASSAGE_REPEATS_H_
#define NEARCOPY_PASSAGE_REPEATS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/passage/alignment.h"
#include "nearcopy/passage/run_links.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// The fewest words that a repeat may be asked to have: shorter runs are phrases of a language.
inline constexpr uint32_t kFewestRepeatWords = 5;

struct RepeatOptions {
  uint32_t least_words = 12;  // from kFewestRepeatWords on
};

// Two stretches of one document with the same words, or nearly so; first.end <= again.begin.
struct Repeat {
  bool exact = true;
  double similarity = 1;  // twice the equal words over the words of both stretches
  WordRange first, again;
  std::vector<EqualRun> equal;  // what is equal, in order: one run if exact, more if not

  uint32_t words() const { return again.size(); }
};

// Finds the repeats of a document, given as a hash a word (HashWords). Each has `least_words` at
// least, no two `again` overlap, longer ones are chosen first. Of any two equal stretches of so
// many words that do not overlap, the later one touches an `again`. Near repeats hold three equal
// words for each changed one, and two more words than `least_words` for each. Time is linear in
// words. Keeps its buffers, but not those of a giant; one thread at a time.
class RepeatFinder {
 public:
  RepeatFinder(const RepeatOptions& options, Simd simd);

  // Replaces `repeats` by those of `words`: longest first, then by `again`. Requires fewer than
  // 2^31 words.
  void Find(std::span<const uint64_t> words, std::vector<Repeat>* repeats);

 private:
  void FindExact(std::span<const uint64_t> words);
  void FindNear(std::span<const uint64_t> words, std::span<const RunLink> links);
  void AddPieces(std::span<const EqualRun> runs);

  RepeatOptions options_;
  RunLinks links_, long_links_;
  Aligner aligner_;
  RepeatCandidates candidates_;
  std::vector<EqualRun> runs_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_REPEATS_H_
