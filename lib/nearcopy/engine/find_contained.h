#ifndef NEARCOPY_ENGINE_FIND_CONTAINED_H_
#define NEARCOPY_ENGINE_FIND_CONTAINED_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/cluster/documents.h"
#include "nearcopy/engine/candidate_pairs.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/join_candidates.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// Pairs of groups of which one may stand inside the other, a < b; which in which is not known yet.
struct ContainedCandidates {
  std::unique_ptr<CandidatePairs> pairs;
  uint64_t capped_buckets = 0;  // samples that too many texts have to look at all of these
};

// Finds them from the samples of a corpus that was made with CorpusOptions::samples, after
// SortByKeep and before the sketches are dropped. The same for any memory and instruction set.
// Errors are those of files in settings.tmp. Any thread.
absl::StatusOr<ContainedCandidates> FindContainedCandidates(const ClusterSettings& settings,
                                                            const MemoryPlan& plan,
                                                            const Corpus& corpus);

// Verifies them from the texts, by CandidateJoiner::VerifyContained: the pairs of groups whose
// containment is at least *settings.containment and whose similarity is below settings.threshold,
// by inner, then outer group. `done` counts candidates.
//
//   auto joiner = CandidateJoiner(settings, plan, corpus, texts);
//   absl::StatusOr<std::vector<ContainedPair>> pairs =
//       joiner.VerifyContained(candidates.pairs.get(), &progress->done);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_FIND_CONTAINED_H_
