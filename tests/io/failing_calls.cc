#include "io/failing_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>

namespace nearcopy {

CallFailures call_failures;

namespace {

template <typename Function>
Function Real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int Fail(int error) {
  errno = error;
  return -1;
}

bool Interrupted() {
  static std::atomic<unsigned> calls = 0;
  return call_failures.interrupted && calls++ % 2 == 0;
}

}  // namespace
}  // namespace nearcopy

extern "C" {

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    if (nearcopy::call_failures.no_nameless_files) return nearcopy::Fail(EOPNOTSUPP);
    if (nearcopy::Interrupted()) return nearcopy::Fail(EINTR);
  }
  return nearcopy::Real<int (*)(const char*, int, ...)>("open")(path, flags, mode);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  if (nearcopy::Interrupted()) return nearcopy::Fail(EINTR);
  size_t& room = nearcopy::call_failures.room;
  if (room == 0) return nearcopy::Fail(ENOSPC);
  size = std::min({size, nearcopy::call_failures.most_bytes, room});
  const ssize_t n = nearcopy::Real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(
      fd, bytes, size, offset);
  if (n > 0 && room != std::numeric_limits<size_t>::max()) room -= static_cast<size_t>(n);
  return n;
}

ssize_t pread(int fd, void* out, size_t size, off_t offset) {
  if (nearcopy::Interrupted()) return nearcopy::Fail(EINTR);
  if (nearcopy::call_failures.read_error != 0) {
    return nearcopy::Fail(nearcopy::call_failures.read_error);
  }
  size = std::min(size, nearcopy::call_failures.most_bytes);
  return nearcopy::Real<ssize_t (*)(int, void*, size_t, off_t)>("pread")(fd, out, size, offset);
}

}  // extern "C"
