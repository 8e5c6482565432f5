#ifndef NEARCOPY_MATCH_STRETCHES_H_
#define NEARCOPY_MATCH_STRETCHES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/match/alignment.h"

namespace nearcopy {

// Stretches of at least `least` words of `b` that stand in `a`, wherever that is, moved ones too:
// ascending in b, where none overlap, and from the first word that begins one, the longest. Of the
// places where a stretch of that many words stands in `a`, those of `aligned` and the first
// kMostPlaces are looked at. Words are given as their hashes; time near linear. Requires least > 0.
// Any thread.
std::vector<CommonRun> MatchedStretches(std::span<const uint64_t> a, std::span<const uint64_t> b,
                                        size_t least, std::span<const CommonRun> aligned);

inline constexpr int kMostPlaces = 16;

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_STRETCHES_H_
