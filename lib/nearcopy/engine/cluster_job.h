#ifndef NEARCOPY_ENGINE_CLUSTER_JOB_H_
#define NEARCOPY_ENGINE_CLUSTER_JOB_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/cluster/clusters.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/search_counts.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// Numbers of a `cluster` run, as summary.json has them.
struct ClusterCounts : SearchCounts {
  ReadCounts read;
  uint64_t exact = 0, near = 0, chained = 0, contained = 0;
  uint64_t clusters = 0, kept = 0, removed = 0;  // kept: documents that are no copy of a kept one
  uint64_t pairs = 0;  // listed or not; of these pairs.tsv has at most --max-pairs
  uint64_t pairs_listed = 0;
  uint64_t contained_listed = 0;  // of `contained`, in the same way
};

// What a run found. Documents, in `clusters` and `links`, are numbers of corpus->documents().
struct ClusterResult {
  std::unique_ptr<DocumentIds> ids;  // to which the corpus points
  std::unique_ptr<Corpus> corpus;
  std::vector<Cluster> clusters;         // largest first, then by the kept document's id
  std::vector<Link> links;               // the pairs to list
  std::vector<ContainedPair> contained;  // the same of documents inside others, by inner, outer id
  ClusterCounts counts;
  StageSeconds seconds;
  double recall = 0;                  // the chance to find a pair exactly at the threshold
  std::vector<uint32_t> unlike;       // clusters that --link anchor may part, in their order
  std::vector<std::string> warnings;  // for a person to read, a sentence each
};

// Reads, clusters and writes the files of settings.out, whole or not at all. Errors name file and
// place. Any thread; settings.sketch.threads in all do the work.
absl::StatusOr<ClusterResult> RunCluster(const ClusterSettings& settings, Progress* progress);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CLUSTER_JOB_H_
