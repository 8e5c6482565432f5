#ifndef NEARCOPY_IO_INPUT_SPOOL_H_
#define NEARCOPY_IO_INPUT_SPOOL_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/io/spill_file.h"

namespace nearcopy {

// Standard input for a job that reads its inputs twice (ReadOptions::spool). What comes from a pipe
// is kept as it comes, compressed or not, in a file without a name; a regular file is read again
// from where it began. One thread at a time.
class InputSpool {
 public:
  // `folder` is that of the file, which is made for a pipe alone. Errors are those of SpillFile.
  static absl::StatusOr<std::unique_ptr<InputSpool>> Create(const std::string& folder);

  // After the first reading, which has to come to the end. Returns an error of keeping what was
  // read; after the second reading, status() has that of reading it again.
  absl::Status EndFirstReading();
  const absl::Status& status() const { return status_; }
  bool is_second() const { return second_; }

  // For a regular file: the offset that it is read from.
  int64_t start() const { return start_; }
  void set_start(int64_t start) { start_ = start; }

  // For a pipe: the first reading appends, the second one reads.
  void Append(std::string_view bytes);
  uint64_t size() const { return file_ == nullptr ? 0 : file_->size(); }
  bool Read(uint64_t offset, std::span<char> out);  // false after an error

 private:
  InputSpool() = default;

  std::unique_ptr<SpillFile> file_;  // null: standard input is no pipe
  absl::Status status_;
  bool second_ = false;
  int64_t start_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_INPUT_SPOOL_H_
