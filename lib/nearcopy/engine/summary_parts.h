#ifndef NEARCOPY_ENGINE_SUMMARY_PARTS_H_
#define NEARCOPY_ENGINE_SUMMARY_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "nearcopy/engine/read_records.h"
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

// Parameters: what is compared, and which documents are compared at all.
void WriteShingles(const SketchSettings& settings, JsonWriter* json);
void WriteComparing(const CopySettings& settings, JsonWriter* json);

// Counts of documents that were read.
void WriteReadCounts(const ReadCounts& counts, JsonWriter* json);

// "threads", "simd" and "peak_memory".
void WriteMachine(const SketchSettings& settings, JsonWriter* json);

// The most memory that the process had, in bytes.
uint64_t PeakMemory();

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SUMMARY_PARTS_H_
