#ifndef NEARCOPY_ENGINE_CLUSTER_FILES_H_
#define NEARCOPY_ENGINE_CLUSTER_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "nearcopy/engine/cluster_job.h"
#include "nearcopy/io/output.h"

namespace nearcopy {

// The files of a `cluster` run: clusters.jsonl, members.tsv, pairs.tsv, contained.tsv, and
// summary.json, the mark of a whole result. One thread at a time.
class ClusterFiles {
 public:
  explicit ClusterFiles(const ClusterSettings& settings) : files_(settings.read.inputs) {}

  // Makes the folder and the files to be, so that what cannot be written fails before the work.
  absl::Status Open(const ClusterSettings& settings);

  // Of the skipped records; null without --rejected.
  OutputFile* rejected() { return rejected_; }

  // Writes everything and commits.
  absl::Status Write(const ClusterSettings& settings, ClusterResult* result);

 private:
  OutputSet files_;
  OutputFile *clusters_ = nullptr, *members_ = nullptr, *pairs_ = nullptr, *contained_ = nullptr;
  OutputFile *rejected_ = nullptr, *summary_ = nullptr;
};

// The text of summary.json.
std::string ClusterSummaryJson(const ClusterSettings& settings, const ClusterResult& result);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CLUSTER_FILES_H_
