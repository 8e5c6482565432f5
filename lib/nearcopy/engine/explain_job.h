#ifndef NEARCOPY_ENGINE_EXPLAIN_JOB_H_
#define NEARCOPY_ENGINE_EXPLAIN_JOB_H_

#include <array>
#include <string>

#include "absl/status/statusor.h"
#include "nearcopy/engine/explanation.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// A document to explain, with a text of its own. Empty fields are not known.
struct FoundDocument {
  std::string id, path, feed, title, published, text;
};
using DocumentPair = std::array<FoundDocument, 2>;

// Finds two documents by their ids, which may be the same, and reads no further than both. The
// error for an id that is not there names the one that is most like it. Records before them are
// counted, and bad ones end the search or are skipped, as with ReadRecords. Any thread.
absl::StatusOr<DocumentPair> FindDocuments(const ReadSettings& read,
                                           const std::array<std::string, 2>& ids, int threads,
                                           Simd simd, Progress* progress, ReadCounts* counts);

// Reads the one document of the inputs; more or none are an error. `counts` are added to.
absl::StatusOr<FoundDocument> ReadOnlyDocument(const ReadSettings& read, Simd simd,
                                               Progress* progress, ReadCounts* counts);

// An explanation with all that it was made of as one JSON object of several lines
// (docs/explain.md).
std::string ExplanationJson(const ExplainSettings& settings, const DocumentPair& documents,
                            const Explanation& explanation);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_EXPLAIN_JOB_H_
