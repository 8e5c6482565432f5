#ifndef NEARCOPY_ENGINE_SUMMARY_PARTS_H_
#define NEARCOPY_ENGINE_SUMMARY_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/search_counts.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/json_writer.h"

namespace nearcopy {

// What the summaries of all jobs say. Any thread.

// What the user typed is bytes; JSON is UTF-8.
std::string Typed(const std::string& text);

// A key with a list of what was typed, or holds some of it.
void WriteStrings(const char* key, const std::vector<std::string>& strings, JsonWriter* json);

// "reading": how the inputs were read.
void WriteReading(const ReadSettings& settings, JsonWriter* json);

// "skipped": records by reason, and "damaged": places.
void WriteSkipped(const ReadCounts& counts, JsonWriter* json);

// Parameters of every search for copies: what a copy is, and which one is kept; behind those of the
// job, which documents are compared at all.
void WriteCopies(const CopySettings& settings, JsonWriter* json);
void WriteComparing(const CopySettings& settings, JsonWriter* json);

// Counts of documents that were read.
void WriteReadCounts(const ReadCounts& counts, JsonWriter* json);

// Counts of the search, and the chance to find a pair exactly at the threshold, where one can be
// promised: not of buckets that are too large, nor of the bits of a SimHash.
void WriteSearchCounts(const SearchCounts& counts, JsonWriter* json);
void WritePromisedRecall(const CopySettings& settings, const SearchCounts& counts, double recall,
                         JsonWriter* json);

// "bytes" and "seconds".
void WriteBytes(const ReadCounts& counts, JsonWriter* json);
void WriteSeconds(const StageSeconds& seconds, JsonWriter* json);

// "threads", "simd" and "peak_memory".
void WriteMachine(const SketchSettings& settings, JsonWriter* json);

// The most memory that the process had, in bytes.
uint64_t PeakMemory();

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SUMMARY_PARTS_H_
