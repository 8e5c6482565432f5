// Preloaded into the program by a test: writes a line "call path [to]" for each call that changes
// what is on the disk and where, to the file that LOG_CALLS names.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

template <typename Function>
Function Real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void Log(const std::string& line) {
  const char* path = std::getenv("LOG_CALLS");
  const int fd = path == nullptr ? -1 : open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (fd < 0) return;
  const ssize_t written = write(fd, (line + "\n").data(), line.size() + 1);
  if (written < 0) std::abort();
  close(fd);
}

}  // namespace

extern "C" {

int fsync(int fd) {
  char path[4096];
  const ssize_t n =
      readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path, sizeof(path) - 1);
  Log("fsync " + std::string(path, n < 0 ? 0 : static_cast<size_t>(n)));
  return Real<int (*)(int)>("fsync")(fd);
}

int rename(const char* from, const char* to) {
  Log(std::string("rename ") + from + " " + to);
  return Real<int (*)(const char*, const char*)>("rename")(from, to);
}

int renameat2(int from_fd, const char* from, int to_fd, const char* to, unsigned flags) {
  Log(std::string("rename ") + from + " " + to);
  return Real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2")(from_fd, from,
                                                                                  to_fd, to, flags);
}

int unlink(const char* path) {
  Log(std::string("unlink ") + path);
  return Real<int (*)(const char*)>("unlink")(path);
}

}  // extern "C"
