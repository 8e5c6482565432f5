#ifndef NEARCOPY_ENGINE_SKETCH_JOB_H_
#define NEARCOPY_ENGINE_SKETCH_JOB_H_

#include <string>

#include "absl/status/statusor.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// Writes a line a document to `out` ("-": standard output), in the order of the inputs:
// {"id", "words", "sketch"}, where sketch is null for a document too short to be a copy of
// anything, else hexadecimal, slot after slot (of a SimHash: its bits, highest first). The first
// line says how: {"nearcopy_sketch": version of the hashes, "kind", "slots", "shingle",
// "min_words", "seed"}. Any thread.
absl::StatusOr<ReadCounts> RunSketch(const ReadSettings& read, const SketchSettings& sketch,
                                     const std::string& out, bool force, Progress* progress);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SKETCH_JOB_H_
