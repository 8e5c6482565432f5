#include "nearcopy/io/inputs.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace nearcopy {
namespace {

constexpr std::string_view kStandardInput = "-";

std::string_view WithoutCompression(std::string_view name) {
  for (std::string_view ending : {".gz", ".zst"}) {
    if (absl::EndsWithIgnoreCase({name.data(), name.size()}, {ending.data(), ending.size()})) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return name;
}

// kAuto where the name says nothing.
Format ByName(std::string_view path) {
  const std::string name(WithoutCompression(path));
  if (absl::EndsWithIgnoreCase(name, ".jsonl")) return Format::kJsonl;
  if (absl::EndsWithIgnoreCase(name, ".ndjson")) return Format::kJsonl;
  return absl::EndsWithIgnoreCase(name, ".txt") ? Format::kText : Format::kAuto;
}

absl::Status NotRegular(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": not a regular file (a pipe can be read as -)"));
}

// Lists the files below one given folder.
class FolderWalk {
 public:
  FolderWalk(std::string root, Format format) : root_(std::move(root)), format_(format) {
    if (root_.back() != '/') root_ += '/';
  }

  absl::Status Run(const struct stat& root, Inputs* inputs) {
    if (absl::Status status = Folder("", root); !status.ok()) return status;
    // The walk meets a/b before or after a.txt as the file system likes.
    std::sort(files_.begin(), files_.end(),
              [](const Input& a, const Input& b) { return a.path < b.path; });
    std::sort(ignored_.begin(), ignored_.end());
    std::move(files_.begin(), files_.end(), std::back_inserter(inputs->files));
    std::move(ignored_.begin(), ignored_.end(), std::back_inserter(inputs->ignored));
    return absl::OkStatus();
  }

 private:
  // `below` is empty, or a path with a slash at its end.
  absl::Status Folder(const std::string& below, const struct stat& info) {
    const std::pair<dev_t, ino_t> self(info.st_dev, info.st_ino);
    if (std::find(open_.begin(), open_.end(), self) != open_.end()) {
      return absl::ErrnoToStatus(ELOOP, absl::StrCat(root_, below, ": leads back to itself"));
    }
    open_.push_back(self);
    std::error_code error;
    std::filesystem::directory_iterator at(root_ + below, error), end;
    while (!error && at != end) {
      const std::string name = at->path().filename().string();
      if (absl::Status status = Entry(below + name); !status.ok()) return status;
      at.increment(error);
    }
    if (error) return absl::ErrnoToStatus(error.value(), absl::StrCat(root_, below));
    open_.pop_back();
    return absl::OkStatus();
  }

  absl::Status Entry(const std::string& below) {
    const std::string path = root_ + below;
    struct stat info;
    const int error = stat(path.c_str(), &info) == 0 ? 0 : errno;
    if (error == 0 && S_ISDIR(info.st_mode)) return Folder(below + "/", info);
    const Format format = format_ != Format::kAuto ? format_ : ByName(below);
    if (format == Format::kAuto) {
      ignored_.push_back(path);
      return absl::OkStatus();
    }
    if (error == ENOENT) return absl::NotFoundError(absl::StrCat(path, ": a link to nothing"));
    if (error != 0) return absl::ErrnoToStatus(error, path);
    if (!S_ISREG(info.st_mode)) return NotRegular(path);
    files_.push_back({path, std::string(WithoutCompression(below)), format});
    return absl::OkStatus();
  }

  std::string root_;
  const Format format_;
  std::vector<std::pair<dev_t, ino_t>> open_;  // the folders from the root to here
  std::vector<Input> files_;
  std::vector<std::string> ignored_;
};

absl::Status AddFile(const std::string& path, const struct stat& info, Format format,
                     Inputs* inputs) {
  if (!S_ISREG(info.st_mode)) return NotRegular(path);
  if (format == Format::kAuto) format = ByName(path);
  if (format == Format::kAuto) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": the name tells no format (.jsonl, .ndjson, .txt)"));
  }
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  inputs->files.push_back({path, std::string(WithoutCompression(name)), format});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Inputs> FindInputs(const std::vector<std::string>& paths, Format format) {
  Inputs inputs;
  bool standard_input = false;
  for (const std::string& path : paths) {
    if (path == kStandardInput) {
      if (std::exchange(standard_input, true)) {
        return absl::InvalidArgumentError("-: standard input can be read only once");
      }
      inputs.files.push_back({path, path, format == Format::kAuto ? Format::kJsonl : format});
      continue;
    }
    struct stat info;
    if (stat(path.c_str(), &info) != 0) {
      return absl::ErrnoToStatus(errno, path.empty() ? "an empty path" : path);
    }
    const absl::Status status = S_ISDIR(info.st_mode) ? FolderWalk(path, format).Run(info, &inputs)
                                                      : AddFile(path, info, format, &inputs);
    if (!status.ok()) return status;
  }
  return inputs;
}

}  // namespace nearcopy
