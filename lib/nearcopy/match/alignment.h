#ifndef NEARCOPY_MATCH_ALIGNMENT_H_
#define NEARCOPY_MATCH_ALIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace nearcopy {

// Words [a, a + length) of one text that are equal to words [b, b + length) of another.
struct CommonRun {
  uint32_t a, b, length;
  bool operator==(const CommonRun&) const = default;
};

// What two texts, given as hashes of their words, have in common in one order: runs that ascend in
// both and overlap in neither. A longest common subsequence where the texts differ in at
// most kMostEdits words (Myers, Algorithmica 1986); else between shingles that stand once in each
// (patience difference), and where there are none, the way that leads furthest. So the time is near
// linear, whatever the texts. Any thread.
std::vector<CommonRun> Align(std::span<const uint64_t> a, std::span<const uint64_t> b);

inline constexpr int kMostEdits = 256;  // words taken out and put in

// The runs without those that stand lost between longer changes: a difference of unrelated
// sentences reads better without the "of" and "the" that they share. `a` and `b` are the sizes of
// the texts.
std::vector<CommonRun> WithoutStrayRuns(std::span<const CommonRun> runs, size_t a, size_t b);

// How well a word of a text begins something: 0 not at all, more where a sentence begins, or a
// paragraph. Also asked for the end of the text.
using BeginningRank = std::function<int(uint32_t word)>;

// Moves what only one text has, where it may as well stand some words before or behind, to where it
// begins best: a new paragraph that begins with the same word as the next one is shown as a whole.
// Runs keep a word each. `runs` are those of an alignment of `a` and `b`.
void SlideChanges(std::span<const uint64_t> a, std::span<const uint64_t> b,
                  const BeginningRank& rank_a, const BeginningRank& rank_b,
                  std::vector<CommonRun>* runs);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_ALIGNMENT_H_
