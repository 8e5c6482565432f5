#ifndef NEARCOPY_PASSAGE_REPEAT_CANDIDATES_H_
#define NEARCOPY_PASSAGE_REPEAT_CANDIDATES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/passage/alignment.h"
#include "nearcopy/passage/run_links.h"

namespace nearcopy {

// Two stretches of one document with the same words, or nearly so; first.end <= again.begin.
struct Repeat {
  bool exact = true;
  double similarity = 1;  // twice the equal words over the words of both stretches
  WordRange first, again;
  std::vector<EqualRun> equal;  // what is equal, in order: one run if exact, more if not

  uint32_t words() const { return again.size(); }
};

// Alignments of a document with itself, of which some are chosen as its repeats. Keeps its buffers,
// but not those of a giant; one thread at a time.
class RepeatCandidates {
 public:
  void Clear();
  bool empty() const { return stretches_.empty(); }

  // Adds an alignment whose first side ends before the second begins.
  void Add(std::span<const EqualRun> runs);

  // Chooses the longest candidate, then the longest of what no `again` has yet, and so on, while
  // these are worth `least_words`; equally long ones by place. Uses the candidates up.
  void Choose(uint32_t least_words);

  // Adds what of `links`, which are those of all runs of `least_words`, touches no `again` that was
  // chosen, though it does not overlap what it repeats: what is left of a candidate may be too
  // short for itself, and so may what is left of the next one.
  void AddMissed(std::span<const uint64_t> words, std::span<const RunLink> links,
                 uint32_t least_words);

  // Replaces `repeats` by what was chosen, longest first, then by `again`. What repeats a stretch
  // that is an exact repeat itself is made to repeat what that one does.
  void Finish(std::span<const uint64_t> words, std::vector<Repeat>* repeats);

 private:
  struct Stretch {
    WordRange again;
    size_t begin, end;  // in runs_
    bool exact() const { return end - begin == 1; }
  };
  static bool IsLater(const Stretch& a, const Stretch& b);
  std::span<const EqualRun> Runs(const Stretch& s) const {
    return {runs_.data() + s.begin, s.end - s.begin};
  }
  void SortChosen();
  void AddWithin(const Stretch& stretch, WordRange again, uint32_t least_words);
  void ResolveFirst();

  std::vector<EqualRun> runs_;
  std::vector<Stretch> stretches_, chosen_;  // the former are a heap
  std::vector<EqualRun> part_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_REPEAT_CANDIDATES_H_
