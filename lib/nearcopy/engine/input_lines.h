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

// What a LinePacker makes of a block: its hash, and its bytes where they cannot be read again.
struct PackedLines {
  uint64_t hash = 0;
  Frames frames;
};

// The bytes of inputs once more, from front to end, as they were read first: files are streamed
// again, and what a pipe gave was packed into a temporary file without a name. So that no other
// bytes are taken for those that were read, each block is hashed both times; 16 bytes a block are
// kept. One thread at a time, but for LinePackers.
class InputLines {
 public:
  // Is to be opened before the inputs are read, and `inputs` must outlive it. Errors name `tmp`.
  static absl::StatusOr<std::unique_ptr<InputLines>> Open(const std::vector<Input>& inputs,
                                                          const std::string& tmp);

  // Takes the next block that was read, and what a LinePacker made of it.
  absl::Status Append(const Block& block, const PackedLines& packed);
  // Is to be called after the last Append.
  absl::Status Finish();

  // The first byte of an input (a byte order mark is none), and past its last one; both 0 where
  // there are none.
  struct Extent {
    uint64_t begin = 0, end = 0;
  };
  const Extent& extent(size_t input) const { return known_[input].extent; }

  // Calls take(bytes) for one block after the other of an input. FailedPreconditionError "PATH:
  // changed while it was read" before the first that is not what it was; what grew is read as far
  // as it was.
  using Take = std::function<absl::Status(std::string_view bytes)>;
  absl::Status Read(size_t input, const Take& take) const;

 private:
  friend class LinePacker;
  struct KnownBlock {
    uint64_t hash;
    uint32_t size;
  };
  struct Known {
    bool packed = false;
    uint64_t start = 0;  // offset of standard input, of which some may have been read before
    Extent extent;
    std::vector<KnownBlock> blocks;
  };
  explicit InputLines(const std::vector<Input>& inputs) : inputs_(inputs), known_(inputs.size()) {}
  absl::Status ReadFile(size_t input, const Take& take) const;
  absl::Status ReadPacked(const Known& known, const Take& take) const;

  const std::vector<Input>& inputs_;
  std::vector<Known> known_;
  std::unique_ptr<FrameFile> packed_;  // of standard input; null where that is not needed
};

// Makes blocks ready for InputLines. One thread at a time.
class LinePacker {
 public:
  explicit LinePacker(const InputLines& lines) : lines_(lines) {}
  void Pack(const Block& block, PackedLines* packed);

 private:
  const InputLines& lines_;
  FramePacker packer_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_INPUT_LINES_H_
