#ifndef NEARCOPY_IO_FILE_WINDOW_H_
#define NEARCOPY_IO_FILE_WINDOW_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace nearcopy {

// A file read from front to end, with some bytes to look ahead at. Standard input for "-". A
// regular file is read to the size it had when it was opened.
class FileWindow {
 public:
  static constexpr size_t kLookAhead = 256 << 10;

  // Errors name the path. A pipe that has nothing to give ends once `stop` (may be null) is true.
  static absl::StatusOr<std::unique_ptr<FileWindow>> Open(const std::string& path,
                                                          const std::atomic<bool>* stop = nullptr);
  ~FileWindow();
  FileWindow(const FileWindow&) = delete;
  FileWindow& operator=(const FileWindow&) = delete;

  // What comes next, at least `size` (at most kLookAhead) bytes of it; fewer only at the end, or
  // where reading failed. Valid until the next call.
  std::string_view Peek(size_t size);
  void Skip(size_t size) { begin_ += size; }

  // Takes up to `size` bytes, without copying them twice; fewer only at the end or a failure.
  size_t Read(char* out, size_t size);

  // Why reading ended before the end of the file; "" where it did not.
  const std::string& failure() const { return failure_; }
  // True where the file has become shorter than it was when opened.
  bool shrank() const { return shrank_; }

  uint64_t position() const { return taken_ - (end_ - begin_); }  // of the next byte
  uint64_t taken() const { return taken_; }                       // from the file so far
  uint64_t size() const { return regular_ ? size_ : 0; }          // 0: unknown

 private:
  FileWindow(int fd, bool owned, const std::atomic<bool>* stop)
      : fd_(fd), owned_(owned), stop_(stop), bytes_(kLookAhead) {}
  bool WaitForBytes() const;
  size_t ReadSome(char* out, size_t size);

  const int fd_;
  const bool owned_;
  const std::atomic<bool>* const stop_;
  bool regular_ = false;
  bool ended_ = false;
  bool shrank_ = false;
  uint64_t size_ = 0;
  uint64_t taken_ = 0;
  std::vector<char> bytes_;
  size_t begin_ = 0, end_ = 0;  // what bytes_ holds of the file
  std::string failure_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_FILE_WINDOW_H_
