#include "nearcopy/io/output.h"

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
#include <system_error>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/temporary.h"

namespace nearcopy {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBuffer = 1 << 18;

absl::Status Error(const std::string& path, const char* what, int error) {
  return absl::UnavailableError(absl::StrCat(path, ": ", what, ": ", std::strerror(error)));
}

absl::Status AlreadyThere(const std::string& path) {
  return absl::AlreadyExistsError(path + " is already there; --force replaces it");
}

std::string FolderOf(const std::string& place) { return fs::path(place).parent_path().string(); }

// The path without links, dots and slashes at its end, of what may be there or not.
absl::StatusOr<std::string> PlaceOf(const std::string& path) {
  struct stat info;
  // Links to a pipe, as those in /dev/fd, lead to no path.
  const bool known = stat(path.c_str(), &info) == 0;
  if (known && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return path;
  std::error_code error;
  const fs::path given = fs::absolute(path, error);
  fs::path place = given;
  if (!error) {
    // What another run removes while it is looked at is an error of that look alone.
    constexpr int kLooks = 100;
    int looks = 0;
    do {
      place = fs::weakly_canonical(given, error);
    } while (error == std::errc::no_such_file_or_directory && ++looks < kLooks);
  }
  if (error == std::errc::permission_denied) {
    // Where a folder above may not be looked into, a path from here is the only one.
    place = fs::path(".") / fs::path(path).lexically_normal();
  } else if (error) {
    return absl::ErrnoToStatus(error.value(), path);
  }
  if (!place.has_filename()) place = place.parent_path();
  if (lstat(place.c_str(), &info) == 0 && S_ISLNK(info.st_mode) &&
      stat(place.c_str(), &info) != 0) {
    return absl::InvalidArgumentError(path + ": a link to nothing");
  }
  return place.string();
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

absl::Status SyncFolders(const std::set<std::string>& folders) {
  for (const std::string& folder : folders) {
    if (absl::Status synced = SyncFolder(folder); !synced.ok()) return synced;
  }
  return absl::OkStatus();
}

}  // namespace

OutputFile::~OutputFile() {
  if (fd_ >= 0 && fd_ != STDOUT_FILENO) close(fd_);
}

void OutputFile::Fail(const char* what, int error) {
  if (status_.ok()) status_ = Error(name_, what, error);
}

void OutputFile::Append(std::string_view bytes) {
  if (!status_.ok()) return;
  if (bytes.size() >= kBuffer) {
    Flush();
    Put(bytes);  // without a copy
    return;
  }
  buffer_.append(bytes);
  if (buffer_.size() >= kBuffer) Flush();
}

void OutputFile::Flush() {
  Put(buffer_);
  buffer_.clear();
}

void OutputFile::Put(std::string_view bytes) {
  if (compressor_ == nullptr) return Write(bytes);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kBuffer, bytes.size()))) {
    compressor_->Append(bytes.substr(0, kBuffer), &compressed_);
    Write(compressed_);
    compressed_.clear();
  }
}

void OutputFile::Finish() {
  Flush();
  if (compressor_ == nullptr) return;
  compressor_->Finish(&compressed_);
  Write(compressed_);
  compressor_.reset();
}

void OutputFile::Write(std::string_view bytes) {
  size_t done = 0;
  while (status_.ok() && done < bytes.size()) {
    const ssize_t n = write(fd_, bytes.data() + done, bytes.size() - done);
    if (n >= 0) {
      done += static_cast<size_t>(n);
    } else if (errno != EINTR) {
      Fail("cannot write", errno);
    }
  }
  // The disk begins now, and Commit waits for what is left then. It is also who hears of errors.
  if (waits()) sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE);
}

OutputSet::OutputSet(const Inputs& inputs) {
  for (const Input& input : inputs.files) {
    struct stat info;
    const int known =
        input.path == "-" ? fstat(STDIN_FILENO, &info) : stat(input.path.c_str(), &info);
    if (known == 0 && S_ISREG(info.st_mode)) inputs_.emplace_back(info.st_dev, info.st_ino);
  }
}

OutputSet::~OutputSet() {
  const std::lock_guard lock(TemporaryMutex());
  for (auto& file : files_) {
    const std::string temporary = file->temporary_;
    file.reset();  // some file systems keep what is open
    if (!temporary.empty()) RemoveTemporary(temporary);
  }
  if (folder_.temporary.empty()) return;
  RemoveTemporary(folder_.temporary);
  EndFolder();
}

absl::Status OutputSet::MakeFolder(const std::string& path) {
  const std::lock_guard lock(TemporaryMutex());
  const absl::StatusOr<std::string> place = PlaceOf(path);
  if (!place.ok()) return place.status();
  struct stat info;
  if (stat(place->c_str(), &info) == 0) {
    return S_ISDIR(info.st_mode) ? absl::OkStatus() : Error(path, "cannot make the folder", EEXIST);
  }
  RemoveLeftOvers(FolderOf(*place));
  std::string temporary;
  const int fd = MakeTemporaryFolder(FolderOf(*place), &temporary);
  if (fd < 0) return Error(path, "cannot make the folder", errno);
  folder_ = {path, *place, temporary, fd};
  return absl::OkStatus();
}

bool OutputSet::InNewFolder(const OutputFile& file) const {
  return !folder_.temporary.empty() && !folder_.taken && FolderOf(file.place_) == folder_.place;
}

// Finds out where the file is to stand, and whether it may.
absl::Status OutputSet::Place(OutputFile* file) {
  const bool standard = file->fd_ == STDOUT_FILENO;
  const absl::StatusOr<std::string> place = standard ? "-" : PlaceOf(file->name_);
  if (!place.ok()) return place.status();
  file->place_ = *place;
  const auto taken = [&](const auto& other) { return other->place_ == file->place_; };
  if (std::ranges::any_of(files_, taken) || file->place_ == folder_.place) {
    return absl::InvalidArgumentError(file->name_ + ": named for two outputs");
  }
  struct stat info;
  if (standard || stat(file->place_.c_str(), &info) != 0) return absl::OkStatus();
  if (S_ISDIR(info.st_mode)) return absl::InvalidArgumentError(file->name_ + ": is a folder");
  if (std::ranges::find(inputs_, std::pair(info.st_dev, info.st_ino)) != inputs_.end()) {
    return absl::InvalidArgumentError(file->name_ + ": is an input too");
  }
  return file->replace_ || !S_ISREG(info.st_mode) ? absl::OkStatus() : AlreadyThere(file->name_);
}

absl::Status OutputSet::Open(OutputFile* file) {
  struct stat old;
  const bool there = stat(file->place_.c_str(), &old) == 0;
  if (there && !S_ISREG(old.st_mode)) {
    // Not blocking: a pipe that nobody reads is an error.
    file->fd_ = open(file->place_.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->fd_ < 0) return Error(file->name_, "cannot write", errno);
    fcntl(file->fd_, F_SETFL, fcntl(file->fd_, F_GETFL) & ~O_NONBLOCK);
    return absl::OkStatus();
  }
  const std::lock_guard lock(TemporaryMutex());
  std::string temporary;
  if (InNewFolder(*file)) {
    temporary = folder_.temporary + "/" + fs::path(file->place_).filename().string();
    file->fd_ = MakeTemporaryNamed(temporary);
  } else {
    if (tidied_.insert(FolderOf(file->place_)).second) RemoveLeftOvers(FolderOf(file->place_));
    file->fd_ = MakeTemporaryFile(FolderOf(file->place_), &temporary);
  }
  if (file->fd_ < 0) return Error(file->name_, "cannot write", errno);
  file->temporary_ = temporary;
  if (there) fchmod(file->fd_, old.st_mode & 07777);
  return absl::OkStatus();
}

absl::StatusOr<OutputFile*> OutputSet::Create(const std::string& path, bool replace) {
  const bool standard = path == "-";
  std::unique_ptr<OutputFile> file(new OutputFile(standard ? "standard output" : path));
  file->replace_ = replace;
  if (standard) file->fd_ = STDOUT_FILENO;
  absl::Status status = Place(file.get());
  if (status.ok() && !standard) status = Open(file.get());
  if (!status.ok()) return status;
  file->compressor_ = Compressor::Make(CompressionOf(path, ""));
  files_.push_back(std::move(file));
  return files_.back().get();
}

absl::StatusOr<OutputFile*> OutputSet::CreateMark(const std::string& path, bool replace) {
  absl::StatusOr<OutputFile*> file = Create(path, replace);
  if (file.ok()) mark_ = *file;
  return file;
}

// Renames a file into its place.
absl::Status OutputSet::Move(OutputFile* file) {
  // Another run may have been faster; a file system that knows no such flag overwrites.
  int result = renameat2(AT_FDCWD, file->temporary_.c_str(), AT_FDCWD, file->place_.c_str(),
                         file->replace_ ? 0 : RENAME_NOREPLACE);
  if (result != 0 && errno == EINVAL) {
    result = std::rename(file->temporary_.c_str(), file->place_.c_str());
  }
  if (result != 0) {
    return errno == EEXIST ? AlreadyThere(file->name_)
                           : Error(file->name_, "cannot rename into place", errno);
  }
  ForgetTemporary(file->temporary_);
  file->temporary_.clear();
  return absl::OkStatus();
}

// The files that are to stand in folders which are there.
absl::Status OutputSet::CommitFiles() {
  // Runs that end at the same time must not mix their files in one folder.
  int one_at_a_time = -1;
  if (mark_ != nullptr && !InNewFolder(*mark_)) {
    one_at_a_time = open(FolderOf(mark_->place_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (one_at_a_time >= 0) flock(one_at_a_time, LOCK_EX);
  }
  absl::Status moved = MoveFiles();
  if (one_at_a_time >= 0) close(one_at_a_time);
  return moved;
}

absl::Status OutputSet::MoveFiles() {
  std::set<std::string> folders;
  OutputFile* mark = nullptr;
  for (const auto& file : files_) {
    if (!file->waits() || InNewFolder(*file)) continue;
    folders.insert(FolderOf(file->place_));
    if (file.get() == mark_) mark = mark_;
  }
  if (mark != nullptr && mark->replace_) {
    // The old mark must not outlive the old files, on the disk neither.
    if (unlink(mark->place_.c_str()) != 0 && errno != ENOENT) {
      return Error(mark->name_, "cannot remove the old one", errno);
    }
    if (absl::Status synced = SyncFolder(FolderOf(mark->place_)); !synced.ok()) return synced;
  }
  for (const auto& file : files_) {
    if (!file->waits() || InNewFolder(*file) || file.get() == mark) continue;
    if (absl::Status moved = Move(file.get()); !moved.ok()) return moved;
  }
  if (absl::Status synced = SyncFolders(folders); !synced.ok() || mark == nullptr) return synced;
  if (absl::Status moved = Move(mark); !moved.ok()) return moved;
  return SyncFolder(FolderOf(mark->place_));
}

absl::Status OutputSet::CommitNewFolder() {
  if (fsync(folder_.fd) != 0 && errno != EINVAL) return Error(folder_.name, "cannot sync", errno);
  if (std::rename(folder_.temporary.c_str(), folder_.place.c_str()) == 0) {
    for (const auto& file : files_) {
      if (!InNewFolder(*file)) continue;
      ForgetTemporary(file->temporary_);
      file->temporary_.clear();
    }
    ForgetTemporary(folder_.temporary);
    EndFolder();
    return SyncFolder(FolderOf(folder_.place));
  }
  if (errno != ENOTEMPTY && errno != EEXIST) {
    return Error(folder_.name, "cannot rename into place", errno);
  }
  if (!MayReplaceFolder()) return AlreadyThere(folder_.name);
  folder_.taken = true;
  if (absl::Status moved = CommitFiles(); !moved.ok()) return moved;
  RemoveTemporary(folder_.temporary);
  EndFolder();
  return absl::OkStatus();
}

void OutputSet::EndFolder() {
  folder_.temporary.clear();
  close(folder_.fd);
}

bool OutputSet::MayReplaceFolder() const {
  return std::ranges::all_of(
      files_, [&](const auto& file) { return !InNewFolder(*file) || file->replace_; });
}

absl::Status OutputSet::Commit() {
  const std::lock_guard lock(TemporaryMutex());
  for (const auto& file : files_) {
    file->Finish();
    if (!file->status_.ok()) return file->status_;
  }
  for (const auto& file : files_) {
    if (file->waits() && fsync(file->fd_) != 0) {
      return Error(file->name_, "cannot sync", errno);
    }
  }
  struct stat info;
  if (!folder_.temporary.empty() && !MayReplaceFolder() &&
      lstat(folder_.place.c_str(), &info) == 0) {
    return AlreadyThere(folder_.name);  // before any file moves
  }
  absl::Status committed = CommitFiles();
  if (committed.ok() && !folder_.temporary.empty()) committed = CommitNewFolder();
  if (committed.ok()) files_.clear();
  return committed;
}

}  // namespace nearcopy
