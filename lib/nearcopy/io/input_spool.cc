#include "nearcopy/io/input_spool.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace nearcopy {

absl::StatusOr<std::unique_ptr<InputSpool>> InputSpool::Create(const std::string& folder) {
  std::unique_ptr<InputSpool> spool(new InputSpool());
  struct stat info;
  if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode)) return spool;
  absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(folder);
  if (!file.ok()) return file.status();
  spool->file_ = *std::move(file);
  return spool;
}

// An error is told at the end: who reads takes what stands in the buffer all the same.
void InputSpool::Append(std::string_view bytes) {
  if (status_.ok()) status_ = file_->Append(bytes);
}

bool InputSpool::Read(uint64_t offset, std::span<char> out) {
  if (status_.ok()) status_ = file_->Read(offset, out);
  return status_.ok();
}

absl::Status InputSpool::EndFirstReading() {
  second_ = true;
  if (file_ != nullptr && status_.ok()) status_ = file_->Flush();
  return status_;
}

}  // namespace nearcopy
