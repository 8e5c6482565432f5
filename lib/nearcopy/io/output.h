#ifndef NEARCOPY_IO_OUTPUT_H_
#define NEARCOPY_IO_OUTPUT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nearcopy {

// One file being written, or standard output. Errors are kept and come out at Commit. One thread
// at a time.
class OutputFile {
 public:
  void Append(std::string_view bytes);
  // Writes what is buffered; of standard output, so that a reader sees it now.
  void Flush();
  const absl::Status& status() const { return status_; }
  const std::string& path() const { return path_; }

 private:
  friend class OutputSet;
  OutputFile(std::string path, std::string temporary, int fd)
      : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}
  void Fail(const char* what, int error);

  std::string path_, temporary_;
  int fd_;
  std::string buffer_;
  absl::Status status_;
};

// The files of one run, which appear together at Commit or not at all: each is written beside its
// place under a temporary name, then all are synced and renamed in the order they were created. A
// run that was killed leaves temporary files alone; the next one to write there removes them (it
// knows them by their name and by their lock, which died with the run). One thread at a time.
class OutputSet {
 public:
  OutputSet() = default;
  ~OutputSet();  // without Commit, removes everything that was made
  OutputSet(const OutputSet&) = delete;
  OutputSet& operator=(const OutputSet&) = delete;

  // Makes the folder if it is missing; its parent must be there.
  absl::Status MakeFolder(const std::string& path);

  // Opens a file to be; "-" is standard output, which is written at once. An existing file is an
  // error without `replace`.
  absl::StatusOr<OutputFile*> Create(const std::string& path, bool replace);

  // Names the file that says the set is whole: it goes first where old files are replaced and
  // appears last. Call before creating the rest; the file itself is created by it.
  absl::StatusOr<OutputFile*> CreateMark(const std::string& path, bool replace);

  absl::Status Commit();

  // Removes the temporary files and new folders of every set of the process, and lets no thread
  // write another: for a signal handler's thread, before the process goes. A Commit under way ends
  // first.
  static void AbandonAll();

 private:
  void Discard();

  std::vector<std::unique_ptr<OutputFile>> files_;
  std::unique_ptr<OutputFile> mark_;
  std::vector<std::string> folders_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_OUTPUT_H_
