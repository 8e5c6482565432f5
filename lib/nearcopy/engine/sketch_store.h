#ifndef NEARCOPY_ENGINE_SKETCH_STORE_H_
#define NEARCOPY_ENGINE_SKETCH_STORE_H_

#include <memory>
#include <string>

#include "nearcopy/io/spill_file.h"
#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// Sketches in memory while they fit, then all of them in a file without a name. One writer, while
// nobody reads. Errors name the folder.
class SketchStore final : public SketchSource {
 public:
  SketchStore(const SketchShape& shape, uint64_t most_bytes, std::string folder)
      : SketchSource(shape),
        most_bytes_(most_bytes),
        folder_(std::move(folder)),
        table_(std::make_unique<SketchTable>(shape)) {}

  absl::Status Append(std::span<const uint64_t> sketch);
  // After the last Append.
  absl::Status Finish();

  bool in_memory() const { return file_ == nullptr; }
  size_t size() const override;
  absl::StatusOr<std::span<const uint64_t>> Read(size_t first, size_t most,
                                                 std::vector<uint64_t>* buffer) const override;
  absl::Status Gather(std::span<const uint32_t> positions, std::vector<uint64_t>* buffer,
                      std::vector<const uint64_t*>* out) const override;

 private:
  size_t bytes() const { return shape().words() * sizeof(uint64_t); }
  absl::Status AppendToFile(std::span<const uint64_t> sketches);
  absl::Status ReadFile(size_t first, std::span<uint64_t> out) const;

  const uint64_t most_bytes_;
  const std::string folder_;
  std::unique_ptr<SketchTable> table_;  // null once there is a file
  std::unique_ptr<SpillFile> file_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SKETCH_STORE_H_
