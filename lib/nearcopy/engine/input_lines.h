#ifndef NEARCOPY_ENGINE_INPUT_LINES_H_
#define NEARCOPY_ENGINE_INPUT_LINES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/frames.h"
#include "nearcopy/io/inputs.h"

namespace nearcopy {

// The bytes of inputs once more, from front to end, as they were read first: files are streamed
// again, and what a pipe gave was packed into a temporary file without a name. So that no other
// bytes are taken for those that were read, all are hashed both times. One thread at a time, but
// for LinePackers.
class InputLines {
 public:
  // Is to be opened before the inputs are read, and `inputs` must outlive it. Errors name `tmp`.
  static absl::StatusOr<std::unique_ptr<InputLines>> Open(const std::vector<Input>& inputs,
                                                          const std::string& tmp);
  ~InputLines();

  // Takes the next block that was read, and what a LinePacker made of it.
  absl::Status Append(const Block& block, const Frames& packed);
  // Is to be called after the last Append.
  absl::Status Finish();

  // The first byte of an input (a byte order mark is none), and past its last one; both 0 where
  // there are none.
  struct Extent {
    uint64_t begin = 0, end = 0;
  };
  const Extent& extent(size_t input) const { return known_[input].extent; }

  // Calls take(bytes) for one stretch after the other of an input. FailedPreconditionError "PATH:
  // changed while it was read" if they are not what they were; what grew is read as far as it was.
  absl::Status Read(size_t input,
                    const std::function<absl::Status(std::string_view bytes)>& take) const;

 private:
  friend class LinePacker;
  struct Known {
    bool packed = false;
    uint64_t start = 0;  // offset of standard input, of which some may have been read before
    Extent extent;
    uint64_t hash = 0;
  };
  class Hash;
  explicit InputLines(const std::vector<Input>& inputs);
  absl::Status ReadFile(size_t input, Hash* hash,
                        const std::function<absl::Status(std::string_view)>& take) const;
  absl::Status ReadPacked(Hash* hash,
                          const std::function<absl::Status(std::string_view)>& take) const;
  void CloseInput();

  const std::vector<Input>& inputs_;
  std::vector<Known> known_;
  std::unique_ptr<Hash> hash_;  // of the input that is being read
  size_t open_ = 0;
  std::unique_ptr<FrameFile> packed_;   // null where no input needs it
  std::vector<uint32_t> packed_sizes_;  // of its blocks
};

// Packs the blocks of inputs that cannot be read twice; of others it makes nothing. One thread at a
// time.
class LinePacker {
 public:
  explicit LinePacker(const InputLines& lines) : lines_(lines) {}
  void Pack(const Block& block, Frames* packed);

 private:
  const InputLines& lines_;
  FramePacker packer_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_INPUT_LINES_H_
