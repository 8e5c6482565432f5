#include "nearcopy/io/spill_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/temporary.h"

namespace nearcopy {
namespace {

absl::Status Error(const std::string& folder, const char* what, int error) {
  return absl::UnavailableError(absl::StrCat(folder, ": cannot ", what, " a temporary file: ",
                                             std::strerror(error), "; --tmp names another folder"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SpillFile>> SpillFile::Create(const std::string& folder) {
  const std::lock_guard lock(TemporaryMutex());
  const int fd = MakeNamelessFile(folder);
  if (fd < 0) return Error(folder, "make", errno);
  return std::unique_ptr<SpillFile>(new SpillFile(folder, fd));
}

SpillFile::SpillFile(std::string folder, int fd) : folder_(std::move(folder)), fd_(fd) {
  buffer_.reserve(kBuffer);  // else it would grow past it
}

SpillFile::~SpillFile() { close(fd_); }

absl::Status SpillFile::Append(std::string_view bytes) {
  if (buffer_.size() + bytes.size() <= kBuffer) {
    buffer_.append(bytes);
    return absl::OkStatus();
  }
  if (absl::Status flushed = Flush(); !flushed.ok()) return flushed;
  if (bytes.size() >= kBuffer) return Write(bytes);
  buffer_.append(bytes);
  return absl::OkStatus();
}

absl::Status SpillFile::Flush() {
  absl::Status written = Write(buffer_);
  if (written.ok()) buffer_.clear();
  return written;
}

// A write may be cut short before the one that says why. Since each has its place, what was written
// of bytes that failed is written over by the next.
absl::Status SpillFile::Write(std::string_view bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n =
        pwrite(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(written_ + done));
    if (n >= 0) {
      done += static_cast<size_t>(n);
    } else if (errno != EINTR) {
      return Error(folder_, "write", errno);
    }
  }
  written_ += done;
  return absl::OkStatus();
}

absl::Status SpillFile::Read(uint64_t offset, std::span<char> out) const {
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t n =
        pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (n > 0) {
      done += static_cast<size_t>(n);
    } else if (n == 0) {
      return Error(folder_, "read", EIO);  // it is shorter than what was written
    } else if (errno != EINTR) {
      return Error(folder_, "read", errno);
    }
  }
  return absl::OkStatus();
}

}  // namespace nearcopy
