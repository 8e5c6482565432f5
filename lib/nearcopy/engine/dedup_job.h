#ifndef NEARCOPY_ENGINE_DEDUP_JOB_H_
#define NEARCOPY_ENGINE_DEDUP_JOB_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/search_counts.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// Numbers of a `dedup` run.
struct DedupCounts : SearchCounts {
  ReadCounts read, against;  // of the inputs, and of --against
  uint64_t exact = 0, near = 0, contained = 0;
  uint64_t kept = 0, removed = 0;
  uint64_t protect = 0;  // documents that --protect names
};

// A document that goes, and why; numbers of documents are those of the corpus.
struct Removal {
  Link link;               // `later` goes, for it is a copy of `earlier`
  double containment = 0;  // the part of its shingles that stands there
};

std::string_view RelationOf(const Link& link);  // "exact", "near", "contained"

// What a run found. In the corpus come first the documents of --against, then those of the inputs.
struct DedupResult {
  std::unique_ptr<DocumentIds> ids, against_ids;  // to which the corpus points
  std::unique_ptr<Corpus> corpus;
  std::vector<Removal> first_removals;  // some, in the order of the input
  DedupCounts counts;
  StageSeconds seconds;
  double recall = 0;  // the chance to find a pair exactly at the threshold
  std::vector<std::string> warnings;
};

// Reads, finds what goes, deals the lines and says why, in the files of the settings, whole or not
// at all. Errors name file and place. Any thread; settings.sketch.threads in all do the work.
absl::StatusOr<DedupResult> RunDedup(const DedupSettings& settings, Progress* progress);

// A summary in the style of summary.json.
std::string DedupSummaryJson(const DedupSettings& settings, const DedupResult& result);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DEDUP_JOB_H_
