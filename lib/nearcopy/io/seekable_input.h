#ifndef NEARCOPY_IO_SEEKABLE_INPUT_H_
#define NEARCOPY_IO_SEEKABLE_INPUT_H_

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace nearcopy {

// A regular file as it was at one time, told from others and from itself once it was changed.
struct FileState {
  dev_t device = 0;
  ino_t inode = 0;
  uint64_t size = 0;
  timespec modified{};
  uint64_t start = 0;  // offset of the first byte of the input; of standard input, some may be read
};

// How the file of an input is now; none for one that cannot be read at any offset of the input's
// bytes: compressed, a pipe, or not there. "-" is standard input.
std::optional<FileState> LookAtSeekable(const std::string& path);

// The error of an input whose bytes are not those that were read first.
absl::Status ChangedInput(const std::string& path);

// An input that is read once more, at any offset. Errors name the path. Read may be called from
// any thread.
class SeekableInput {
 public:
  // FailedPreconditionError if the file is not the one that LookAtSeekable saw, or was written to.
  // One that has only grown is taken: the bytes seen then can be there still.
  static absl::StatusOr<SeekableInput> Open(const std::string& path, const FileState& seen);
  ~SeekableInput();
  SeekableInput(SeekableInput&& other) noexcept;

  // Fills `out` with the bytes from `byte` on; FailedPreconditionError if they are not all there.
  absl::Status Read(uint64_t byte, std::span<char> out) const;

 private:
  SeekableInput(int fd, std::string name, uint64_t start)
      : fd_(fd), name_(std::move(name)), start_(start) {}

  int fd_;  // -1: moved from
  std::string name_;
  uint64_t start_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_SEEKABLE_INPUT_H_
