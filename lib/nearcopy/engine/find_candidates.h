#ifndef NEARCOPY_ENGINE_FIND_CANDIDATES_H_
#define NEARCOPY_ENGINE_FIND_CANDIDATES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/engine/candidate_pairs.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/search_counts.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// An empty corpus that keeps what the settings ask for.
std::unique_ptr<Corpus> MakeCorpus(const CopySettings& settings, const MemoryPlan& plan);

// What is computed of the documents that go there.
SketchSettings SketchesToRead(const CopySettings& settings);

struct FoundCandidates {
  std::unique_ptr<CandidatePairs> pairs;
  SearchCounts counts;  // but for the verified
  double recall = 0;    // the chance to find a pair exactly at the threshold
  std::vector<std::string> warnings;
};

// Whether pairs at the threshold can be found with the recall that is asked for: what cannot be is
// to be an error before anything is read.
absl::Status CheckSearch(const CopySettings& settings);

// Finds pairs of groups of a corpus after SortByKeep, whose sketches and samples are dropped then:
// those that may be near copies, of which `wanted` (null: all) takes some, and where the settings
// ask for them those that may be contained. Any thread.
absl::StatusOr<FoundCandidates> FindCandidates(
    const CopySettings& settings, const MemoryPlan& plan, Corpus* corpus, Progress* progress,
    const std::function<bool(const CandidatePair&)>& wanted = nullptr);

// What a person should know of a search: options that part nothing, buckets that were capped. The
// first document of the job's own is `first`.
std::vector<std::string> SearchWarnings(const CopySettings& settings, const ReadCounts& counts,
                                        const Corpus& corpus, uint32_t first,
                                        const SearchCounts& search);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_FIND_CANDIDATES_H_
