#ifndef NEARCOPY_ENGINE_SKETCH_STORE_H_
#define NEARCOPY_ENGINE_SKETCH_STORE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/io/spill_file.h"
#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// The sketches of a run: the first ones in memory, up to a limit, those that follow in a spill
// file; while all fit, no file is made. Errors are those of SpillFile. One thread appends, then
// any may read.
class SketchStore final : public SketchSource {
 public:
  // `folder` is that of the file.
  SketchStore(const SketchShape& shape, uint64_t memory_bytes, std::string folder);

  size_t size() const override { return size_; }
  absl::Status Append(std::span<const uint64_t> sketch);
  // Once, after the last Append and before anything is read.
  absl::Status Finish();

  // From the file, a stretch of at most kStretchBytes, or one sketch.
  absl::StatusOr<std::span<const uint64_t>> Read(size_t first, size_t most,
                                                 std::vector<uint64_t>* buffer) const override;
  // Takes a buffer for those that are in the file, each once, and a stretch more.
  absl::Status Gather(std::span<const uint32_t> positions, std::vector<uint64_t>* buffer,
                      std::vector<const uint64_t*>* out) const override;

  static constexpr size_t kStretchBytes = 256 << 10;

 private:
  size_t StretchOf(std::span<const uint32_t> positions) const;
  absl::Status ReadFile(size_t first, std::span<uint64_t> out) const;

  const size_t most_in_memory_;  // sketches
  const size_t stretch_;         // sketches that are read at once from the file
  const std::string folder_;
  SketchTable in_memory_;
  std::unique_ptr<SpillFile> file_;  // null: not needed
  size_t size_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SKETCH_STORE_H_
