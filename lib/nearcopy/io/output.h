#ifndef NEARCOPY_IO_OUTPUT_H_
#define NEARCOPY_IO_OUTPUT_H_

#include <sys/types.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/io/compressor.h"
#include "nearcopy/io/inputs.h"

namespace nearcopy {

// One file being written, or a stream (standard output, a pipe, a device), which is written at
// once. One whose name ends in .gz or .zst is compressed, the same bytes to the same bytes. Errors
// are kept and come out at Commit. One thread at a time.
class OutputFile {
 public:
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void Append(std::string_view bytes);
  const absl::Status& status() const { return status_; }

 private:
  friend class OutputSet;
  explicit OutputFile(std::string name) : name_(std::move(name)) {}
  // To be moved into its place; a stream never is.
  bool waits() const { return !temporary_.empty(); }
  void Flush();
  void Put(std::string_view bytes);  // compressed, where that is asked for
  void Finish();                     // after the last Append
  void Write(std::string_view bytes);
  void Fail(const char* what, int error);

  const std::string name_;  // as given
  std::string place_;       // where it is to stand, links resolved
  std::string temporary_;   // where it stands until then
  bool replace_ = false;
  int fd_ = -1;
  std::string buffer_;
  std::unique_ptr<Compressor> compressor_;  // null: none
  std::string compressed_;                  // scratch
  absl::Status status_;
};

// The files of one run, which appear together at Commit or not at all. A new folder is written
// under another name and then renamed, one step for all that is in it. In a folder that is there,
// each file is written beside its place, and all are renamed after they were synced. A run that was
// killed leaves temporary files alone; the next one to write there removes them. One thread at a
// time.
class OutputSet {
 public:
  // No output may be one of the inputs.
  explicit OutputSet(const Inputs& inputs);
  ~OutputSet();  // without Commit, removes everything that was made
  OutputSet(const OutputSet&) = delete;
  OutputSet& operator=(const OutputSet&) = delete;

  // Makes a folder to be, if it is missing; its parent must be there. Once a set.
  absl::Status MakeFolder(const std::string& path);

  // Opens a file to be; "-" is standard output. What is there is an error without `replace`, but
  // for pipes and devices. A link stays, and what it points to is replaced; one to nothing is an
  // error.
  absl::StatusOr<OutputFile*> Create(const std::string& path, bool replace);

  // Names the file that says the set is whole: it goes first where old files are replaced, and
  // appears last.
  absl::StatusOr<OutputFile*> CreateMark(const std::string& path, bool replace);

  // An error, or the end of the process on the way, leaves what was there; or old and new files in
  // a folder that was there, without the mark.
  absl::Status Commit();

 private:
  absl::Status Place(OutputFile* file);
  absl::Status Open(OutputFile* file);
  bool InNewFolder(const OutputFile& file) const;
  bool MayReplaceFolder() const;
  absl::Status CommitFiles();
  absl::Status MoveFiles();
  absl::Status CommitNewFolder();
  void EndFolder();
  absl::Status Move(OutputFile* file);

  std::vector<std::pair<dev_t, ino_t>> inputs_;
  std::vector<std::unique_ptr<OutputFile>> files_;
  OutputFile* mark_ = nullptr;  // one of them
  struct NewFolder {
    std::string name, place, temporary;  // as those of a file; no temporary: none
    int fd = -1;
    bool taken = false;  // another run made one of that name meanwhile
  } folder_;
  std::set<std::string> tidied_;  // folders without left-overs
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_OUTPUT_H_
