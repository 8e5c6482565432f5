#include "nearcopy/io/seekable_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nearcopy/io/byte_source.h"

namespace nearcopy {
namespace {

constexpr std::string_view kStandardInput = "-";

// As pread(2), but fewer bytes only at the end of the file.
ssize_t ReadAt(int fd, uint64_t offset, std::span<char> out) {
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t n =
        pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return n;
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  return static_cast<ssize_t>(done);
}

FileState StateOf(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<uint64_t>(info.st_size), info.st_mtim, 0};
}

bool IsSame(const FileState& seen, const FileState& now) {
  if (seen.device != now.device || seen.inode != now.inode || now.size < seen.size) return false;
  return now.size > seen.size || (now.modified.tv_sec == seen.modified.tv_sec &&
                                  now.modified.tv_nsec == seen.modified.tv_nsec);
}

}  // namespace

std::optional<FileState> LookAtSeekable(const std::string& path) {
  const bool standard_input = path == kStandardInput;
  struct stat info;
  const int result = standard_input ? fstat(STDIN_FILENO, &info) : stat(path.c_str(), &info);
  if (result != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  FileState state = StateOf(info);
  char head[kCompressionMagic];
  ssize_t head_size = 0;
  if (standard_input) {
    state.start = static_cast<uint64_t>(std::max<off_t>(0, lseek(STDIN_FILENO, 0, SEEK_CUR)));
    head_size = ReadAt(STDIN_FILENO, state.start, head);
    if (head_size < 0) return std::nullopt;
  }
  const std::string_view first_bytes(head, static_cast<size_t>(head_size));
  if (CompressionOf(path, first_bytes) != Compression::kNone) return std::nullopt;
  return state;
}

absl::StatusOr<SeekableInput> SeekableInput::Open(const std::string& path, const FileState& seen) {
  const bool standard_input = path == kStandardInput;
  const std::string name = standard_input ? "standard input" : path;
  int fd;
  do {
    fd = standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                        : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return absl::ErrnoToStatus(errno, name);
  SeekableInput input(fd, name, seen.start);
  struct stat info;
  if (fstat(fd, &info) != 0) return absl::ErrnoToStatus(errno, name);
  if (!IsSame(seen, StateOf(info))) return ChangedInput(path);
  return input;
}

SeekableInput::~SeekableInput() {
  if (fd_ >= 0) close(fd_);
}

SeekableInput::SeekableInput(SeekableInput&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), name_(std::move(other.name_)), start_(other.start_) {}

absl::Status SeekableInput::Read(uint64_t byte, std::span<char> out) const {
  const ssize_t n = ReadAt(fd_, start_ + byte, out);
  if (n < 0) return absl::ErrnoToStatus(errno, name_);
  return static_cast<size_t>(n) == out.size() ? absl::OkStatus() : ChangedInput(name_);
}

absl::Status ChangedInput(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(
      path == kStandardInput ? "standard input" : path, ": changed while it was read"));
}

}  // namespace nearcopy
