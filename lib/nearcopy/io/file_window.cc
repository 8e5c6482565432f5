#include "nearcopy/io/file_window.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace nearcopy {
namespace {

int OpenForReading(const std::string& path) {
  int fd;
  do {
    // Not blocking, for a FIFO without a writer would keep us here.
    fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileWindow>> FileWindow::Open(const std::string& path,
                                                             const std::atomic<bool>* stop) {
  const bool standard_input = path == "-";
  const int fd = standard_input ? STDIN_FILENO : OpenForReading(path);
  if (fd < 0) return absl::ErrnoToStatus(errno, path);
  std::unique_ptr<FileWindow> file(new FileWindow(fd, !standard_input, stop));

  struct stat info;
  if (fstat(fd, &info) != 0) return absl::ErrnoToStatus(errno, path);
  if (S_ISDIR(info.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, ": a folder"));
  file->regular_ = S_ISREG(info.st_mode);
  if (!file->regular_ && !standard_input) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": not a regular file"));
  }
  if (file->regular_) {
    // Of standard input another program may have read some.
    const off_t start = lseek(fd, 0, SEEK_CUR);
    file->size_ =
        static_cast<uint64_t>(std::max<off_t>(0, info.st_size - std::max<off_t>(0, start)));
  }
  return file;
}

FileWindow::~FileWindow() {
  if (owned_) close(fd_);
}

// False where a pipe is to be read no more. A thread in read(2) could not be told.
bool FileWindow::WaitForBytes() const {
  if (regular_ || stop_ == nullptr) return true;
  constexpr int kLookMilliseconds = 100;
  pollfd wait{fd_, POLLIN, 0};
  while (!stop_->load()) {
    const int ready = poll(&wait, 1, kLookMilliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;  // an error is read(2)'s to name
  }
  return false;
}

size_t FileWindow::ReadSome(char* out, size_t size) {
  if (ended_) return 0;
  if (!WaitForBytes()) {
    ended_ = true;
    return 0;
  }
  if (regular_) size = static_cast<size_t>(std::min<uint64_t>(size, size_ - taken_));
  ssize_t n = 0;
  if (size > 0) {
    do {
      n = read(fd_, out, size);
    } while (n < 0 && errno == EINTR);
  }
  if (n < 0) failure_ = std::generic_category().message(errno);
  if (n <= 0) {
    ended_ = true;
    shrank_ = n == 0 && regular_ && taken_ < size_;
    return 0;
  }
  taken_ += static_cast<uint64_t>(n);
  return static_cast<size_t>(n);
}

std::string_view FileWindow::Peek(size_t size) {
  assert(size <= kLookAhead);
  if (end_ - begin_ < size && kLookAhead - begin_ < size) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  while (end_ - begin_ < size) {
    if (begin_ == end_) begin_ = end_ = 0;
    const size_t n = ReadSome(bytes_.data() + end_, kLookAhead - end_);
    if (n == 0) break;
    end_ += n;
  }
  return {bytes_.data() + begin_, end_ - begin_};
}

size_t FileWindow::Read(char* out, size_t size) {
  size_t done = std::min(size, end_ - begin_);
  std::memcpy(out, bytes_.data() + begin_, done);
  begin_ += done;
  while (done < size) {
    const size_t n = ReadSome(out + done, size - done);
    if (n == 0) break;
    done += n;
  }
  return done;
}

}  // namespace nearcopy
