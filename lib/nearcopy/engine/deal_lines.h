#ifndef NEARCOPY_ENGINE_DEAL_LINES_H_
#define NEARCOPY_ENGINE_DEAL_LINES_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "nearcopy/engine/input_blocks.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/io/output.h"

namespace nearcopy {

// A record that does not stay among the lines: its first byte, and where it goes.
struct LeavingRecord {
  uint32_t input = 0;
  bool rejected = false;  // to nowhere, for it was rejected when it was read; else to the removed
  uint64_t byte = 0;
};

// Deals the lines of all inputs, byte for byte and in their order: those of `leaving` records,
// which ascend, and all others, blank ones too. Nothing is parsed: what lies between the records is
// copied as it is. A last line without its end gets one only if another follows it in its file.
// Errors are those of InputBlocks::Again and of the files.
absl::Status DealLines(const InputBlocks& blocks, std::span<const LeavingRecord> leaving,
                       OutputFile* kept, OutputFile* removed, Progress* progress);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DEAL_LINES_H_
