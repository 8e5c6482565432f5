#ifndef NEARCOPY_IO_SPILL_FILE_H_
#define NEARCOPY_IO_SPILL_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nearcopy {

// Takes from memory what does not fit: a file that is written at its end and read anywhere. It has
// no name (MakeNamelessFile), so nothing of it stays, however the process ends. Errors name the
// folder and --tmp. One thread at a time, but for Read.
class SpillFile {
 public:
  static absl::StatusOr<std::unique_ptr<SpillFile>> Create(const std::string& folder);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Of what failed, nothing was appended; the disk may have room later.
  absl::Status Append(std::string_view bytes);
  // Writes what Append keeps back, kBuffer bytes at most. The file is not synced: it need not
  // outlive a power cut.
  absl::Status Flush();

  // Fills `out` from `offset` on, from what stood before the last Flush. Any thread, also while
  // another appends.
  absl::Status Read(uint64_t offset, std::span<char> out) const;

  // Bytes appended.
  uint64_t size() const { return written_ + buffer_.size(); }

  static constexpr size_t kBuffer = 256 << 10;

 private:
  SpillFile(std::string folder, int fd);
  absl::Status Write(std::string_view bytes);

  const std::string folder_;
  const int fd_;
  uint64_t written_ = 0;  // bytes in the file
  std::string buffer_;    // those that follow
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_SPILL_FILE_H_
