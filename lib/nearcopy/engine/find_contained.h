#ifndef NEARCOPY_ENGINE_FIND_CONTAINED_H_
#define NEARCOPY_ENGINE_FIND_CONTAINED_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "nearcopy/engine/candidate_pairs.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// A sample that stands in more texts than this tells little: it is looked at only for texts that
// have too few others, and then in as many of the next longer texts as the second number says, or
// the third where there are more than kBucketCap.
inline constexpr size_t kFewTexts = 32;
inline constexpr size_t kMostLonger = kBucketCap;
inline constexpr size_t kMostLongerOfCapped = 64;

// Finds pairs of groups of which one may stand inside the other (*settings.containment), from the
// samples of a corpus that was made with CorpusOptions::samples, after SortByKeep and before its
// sketches are dropped; gives them to candidates->AddContained, and returns how many samples stood
// in too many texts to look at all that had to be. A sample costs its texts, but never their
// square. The same for any memory and instruction set. Errors are those of files. Any thread.
absl::StatusOr<uint64_t> FindContained(const CopySettings& settings, const MemoryPlan& plan,
                                       const Corpus& corpus, CandidatePairs* candidates);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_FIND_CONTAINED_H_
