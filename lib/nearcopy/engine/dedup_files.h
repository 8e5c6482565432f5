#ifndef NEARCOPY_ENGINE_DEDUP_FILES_H_
#define NEARCOPY_ENGINE_DEDUP_FILES_H_

#include "absl/status/status.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/dedup_job.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/output.h"

namespace nearcopy {

// The files of a `dedup` run, those of them that the settings name. Where old ones are replaced,
// that of the kept lines goes first and comes last: it is the mark of a whole result. One thread at
// a time.
class DedupFiles {
 public:
  explicit DedupFiles(const DedupSettings& settings);

  // Makes the files to be, so that what cannot be written fails before the work.
  absl::Status Open(const DedupSettings& settings);

  // Null where the settings name none.
  OutputFile* kept() { return kept_; }
  OutputFile* removed() { return removed_; }
  OutputFile* rejected() { return rejected_; }

  // A line of the reasons; nothing where none are asked for.
  void Explain(const Corpus& corpus, const Removal& removal);

  absl::Status Commit() { return files_.Commit(); }

 private:
  OutputSet files_;
  OutputFile *kept_ = nullptr, *removed_ = nullptr, *reasons_ = nullptr, *rejected_ = nullptr;
  std::string line_;  // scratch
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DEDUP_FILES_H_
