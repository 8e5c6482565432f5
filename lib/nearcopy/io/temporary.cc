#include "nearcopy/io/temporary.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace nearcopy {
namespace {

constexpr std::string_view kPrefix = ".nearcopy-";
constexpr std::string_view kSuffix = ".tmp";

// Paths in an order in which what stands inside a folder comes before it.
std::set<std::string, std::greater<>>& Registered() {
  static auto* paths = new std::set<std::string, std::greater<>>;
  return *paths;
}

std::string NextPath(const std::string& folder) {
  static int number = 0;
  return absl::StrCat(folder, "/", std::string(kPrefix), getpid(), "-", ++number,
                      std::string(kSuffix));
}

// Whether NextPath of any process may have made it.
bool IsTemporaryName(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return false;
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(kSuffix.size());
  return name.find_first_not_of("0123456789-") == name.npos;
}

// Takes the lock of what was just made. False where another run took it for a left-over between
// its making and this.
bool Lock(int fd) {
  struct stat info;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK;  // no locks here: none taken
  return fstat(fd, &info) != 0 || info.st_nlink > 0;
}

// make(path) opens something new by that name, or is -1 with errno.
template <typename Make>
int MakeTemporary(const std::string& folder, std::string* path, const Make& make) {
  while (true) {
    *path = NextPath(folder);
    const int fd = make(path->c_str());
    if (fd < 0 && errno == EEXIST) continue;  // of a dead process of the same number
    if (fd < 0) return fd;
    if (Lock(fd)) {
      Registered().insert(*path);
      return fd;
    }
    close(fd);
  }
}

}  // namespace

std::mutex& TemporaryMutex() {
  static auto* mutex = new std::mutex;
  return *mutex;
}

int MakeTemporaryFile(const std::string& folder, std::string* path) {
  return MakeTemporary(folder, path, [](const char* name) {
    return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  });
}

int MakeTemporaryFolder(const std::string& folder, std::string* path) {
  return MakeTemporary(folder, path, [](const char* name) {
    if (mkdir(name, 0777) != 0) return -1;
    const int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) return fd;
    const int error = errno;
    rmdir(name);
    errno = error == ENOENT ? EEXIST : error;  // taken for a left-over already: another name
    return -1;
  });
}

int MakeNamelessFile(const std::string& folder) {
  int fd;
  do {
    fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  } while (fd < 0 && errno == EINTR);
  const bool unknown = fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL);
  if (!unknown) return fd;
  RemoveLeftOvers(folder);  // of who was killed in the moment between
  std::string path;
  fd = MakeTemporary(folder, &path, [](const char* name) {
    return open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  });
  if (fd >= 0) RemoveTemporary(path);
  return fd;
}

int MakeTemporaryNamed(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd >= 0) Registered().insert(path);
  return fd;
}

void ForgetTemporary(const std::string& path) { Registered().erase(path); }

void RemoveTemporary(const std::string& path) {
  std::remove(path.c_str());
  Registered().erase(path);
}

void RemoveLeftOvers(const std::string& folder) {
  DIR* dir = opendir(folder.c_str());
  if (dir == nullptr) return;
  while (const dirent* entry = readdir(dir)) {
    const std::string_view name = entry->d_name;
    if (!IsTemporaryName(name)) continue;
    const std::string path = folder + "/" + std::string(name);
    // Whatever else has such a name (a link, a FIFO, on which a reader would wait) is not ours.
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat info;
    if (fd < 0) continue;
    if (fstat(fd, &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) &&
        flock(fd, LOCK_EX | LOCK_NB) == 0) {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    close(fd);
  }
  closedir(dir);
}

bool AbandonTemporaries() {
  if (!TemporaryMutex().try_lock()) return false;  // else for good
  for (const std::string& path : Registered()) std::remove(path.c_str());
  return true;
}

}  // namespace nearcopy
