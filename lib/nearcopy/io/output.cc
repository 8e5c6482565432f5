#include "nearcopy/io/output.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"

namespace nearcopy {
namespace {

constexpr size_t kBuffer = 1 << 20;
constexpr std::string_view kTemporaryPrefix = ".nearcopy-";
constexpr std::string_view kTemporarySuffix = ".tmp";

// What a dying process has to remove. The lock is held by whoever makes or renames files.
std::mutex g_mutex;
std::set<std::string>& TemporaryFiles() {
  static auto* files = new std::set<std::string>;
  return *files;
}
std::set<std::string>& NewFolders() {
  static auto* folders = new std::set<std::string>;
  return *folders;
}

std::string FolderOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

absl::Status Error(const std::string& path, const char* what, int error) {
  return absl::UnavailableError(absl::StrCat(path, ": ", what, ": ", std::strerror(error)));
}

// Removes temporary files of runs that are no more.
void RemoveLeftOvers(const std::string& folder) {
  DIR* dir = opendir(folder.c_str());
  if (dir == nullptr) return;
  while (const dirent* entry = readdir(dir)) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(kTemporaryPrefix) || !name.ends_with(kTemporarySuffix)) continue;
    const std::string path = folder + "/" + std::string(name);
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) unlink(path.c_str());
    close(fd);
  }
  closedir(dir);
}

// Opens a new file with its lock; -1 and errno if that fails. Between the two another run may take
// it for a left-over: then it makes another.
int OpenTemporary(const std::string& folder, std::string* path) {
  while (true) {
    *path = absl::StrCat(folder, "/", std::string(kTemporaryPrefix), "XXXXXX",
                         std::string(kTemporarySuffix));
    const int fd = mkostemps(path->data(), static_cast<int>(kTemporarySuffix.size()), O_CLOEXEC);
    if (fd < 0) return fd;
    struct stat info;
    const bool ours = flock(fd, LOCK_EX | LOCK_NB) != 0
                          ? errno != EWOULDBLOCK
                          : fstat(fd, &info) != 0 || info.st_nlink > 0;
    if (ours) return fd;
    close(fd);
  }
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return Error(folder, "cannot open", errno);
  const int result = fsync(fd);
  const int error = errno;
  close(fd);
  // Some file systems cannot sync a folder and say so.
  if (result != 0 && error != EINVAL) return Error(folder, "cannot sync", error);
  return absl::OkStatus();
}

}  // namespace

void OutputFile::Fail(const char* what, int error) {
  if (status_.ok()) status_ = Error(path_, what, error);
}

void OutputFile::Append(std::string_view bytes) {
  if (!status_.ok()) return;
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) Flush();
}

void OutputFile::Flush() {
  size_t done = 0;
  while (status_.ok() && done < buffer_.size()) {
    const ssize_t n = write(fd_, buffer_.data() + done, buffer_.size() - done);
    if (n >= 0) {
      done += static_cast<size_t>(n);
    } else if (errno != EINTR) {
      Fail("cannot write", errno);
    }
  }
  buffer_.clear();
}

absl::Status OutputSet::MakeFolder(const std::string& path) {
  const std::lock_guard lock(g_mutex);
  if (mkdir(path.c_str(), 0777) == 0) {
    folders_.push_back(path);
    NewFolders().insert(path);
    return absl::OkStatus();
  }
  const int error = errno;
  struct stat info;
  if (error == EEXIST && stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return absl::OkStatus();
  }
  return Error(path, "cannot make the folder", error);
}

absl::StatusOr<OutputFile*> OutputSet::Create(const std::string& path, bool replace) {
  if (path == "-") {
    files_.push_back(std::unique_ptr<OutputFile>(new OutputFile("standard output", "", 1)));
    return files_.back().get();
  }
  for (const auto& file : files_) {
    if (file->path_ == path) return absl::InvalidArgumentError(path + ": named for two outputs");
  }
  struct stat info;
  if (stat(path.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return absl::InvalidArgumentError(path + ": is a folder");
    if (!replace) {
      return absl::AlreadyExistsError(path + " is already there; --force replaces it");
    }
  }
  const std::lock_guard lock(g_mutex);
  const std::string folder = FolderOf(path);
  RemoveLeftOvers(folder);
  std::string temporary;
  const int fd = OpenTemporary(folder, &temporary);
  if (fd < 0) return Error(path, "cannot write", errno);
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(fd, 0666 & ~mask);
  TemporaryFiles().insert(temporary);
  files_.push_back(std::unique_ptr<OutputFile>(new OutputFile(path, temporary, fd)));
  return files_.back().get();
}

absl::StatusOr<OutputFile*> OutputSet::CreateMark(const std::string& path, bool replace) {
  if (absl::StatusOr<OutputFile*> file = Create(path, replace); !file.ok()) return file.status();
  mark_ = std::move(files_.back());
  files_.pop_back();
  return mark_.get();
}

absl::Status OutputSet::Commit() {
  const std::lock_guard lock(g_mutex);
  const std::string mark = mark_ != nullptr ? mark_->path_ : "";
  if (mark_ != nullptr) files_.push_back(std::move(mark_));
  std::set<std::string> folders;
  for (const auto& file : files_) {
    file->Flush();
    if (!file->status_.ok()) return file->status_;
    if (file->temporary_.empty()) continue;
    if (fsync(file->fd_) != 0) return Error(file->path_, "cannot sync", errno);
    folders.insert(FolderOf(file->path_));
  }
  if (!mark.empty()) unlink(mark.c_str());
  for (const auto& file : files_) {
    if (file->temporary_.empty()) continue;
    if (std::rename(file->temporary_.c_str(), file->path_.c_str()) != 0) {
      return Error(file->path_, "cannot rename into place", errno);
    }
    TemporaryFiles().erase(file->temporary_);
    close(file->fd_);
    file->temporary_.clear();
  }
  for (const std::string& path : folders_) {
    NewFolders().erase(path);
    folders.insert(FolderOf(path));
  }
  folders_.clear();
  files_.clear();
  for (const std::string& folder : folders) {
    if (absl::Status synced = SyncFolder(folder); !synced.ok()) return synced;
  }
  return absl::OkStatus();
}

void OutputSet::Discard() {
  if (mark_ != nullptr) files_.push_back(std::move(mark_));
  for (const auto& file : files_) {
    if (file->temporary_.empty()) continue;
    unlink(file->temporary_.c_str());
    close(file->fd_);
    TemporaryFiles().erase(file->temporary_);
  }
  for (const std::string& folder : folders_) {
    rmdir(folder.c_str());
    NewFolders().erase(folder);
  }
}

OutputSet::~OutputSet() {
  if (files_.empty() && mark_ == nullptr && folders_.empty()) return;
  const std::lock_guard lock(g_mutex);
  Discard();
}

void OutputSet::AbandonAll() {
  g_mutex.lock();  // for good
  for (const std::string& path : TemporaryFiles()) unlink(path.c_str());
  for (const std::string& path : NewFolders()) rmdir(path.c_str());
}

}  // namespace nearcopy
