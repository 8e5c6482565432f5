#ifndef NEARCOPY_PASSAGE_CUTS_H_
#define NEARCOPY_PASSAGE_CUTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/passage/passages.h"

namespace nearcopy {

// The fewest words of whole sentences that are cut: less may recur by intent.
inline constexpr uint32_t kFewestCutWords = 25;

// The least share of the words of each paragraph that is cut whose equals are in what is left, if
// not all in one place: what nearly repeats something that nearly repeats a third one may be unlike
// that one.
inline constexpr double kLeastShareKept = 0.8;

enum class Strip { kExact, kNear };

// Bytes of a text that go, with the space around them that has no use any more, and what they
// repeat.
struct Cut {
  uint64_t begin = 0, end = 0;  // bytes of the text
  uint32_t words = 0;
  bool exact = true;  // the words of `first` are the same
  Passage first;      // what stands earlier in the text
};

// What of `text` can be cut without a loss, ascending and disjoint: within each `again` stretch, or
// with kExact each run of equal words in it, the longest run of whole sentences or paragraphs, of
// kFewestCutWords at least. All words of an exact cut stand in what is left, those of a near one
// but for kLeastShareKept. `found` must be what TextRepeatFinder found in `text`. Any thread.
std::vector<Cut> FindCuts(std::string_view text, const TextRepeats& found, Strip strip);

// `text` without the cuts.
std::string WithoutCuts(std::string_view text, const std::vector<Cut>& cuts);

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_CUTS_H_
