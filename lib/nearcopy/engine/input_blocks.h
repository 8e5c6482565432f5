#ifndef NEARCOPY_ENGINE_INPUT_BLOCKS_H_
#define NEARCOPY_ENGINE_INPUT_BLOCKS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/io/block_reader.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/frames.h"
#include "nearcopy/io/inputs.h"

namespace nearcopy {

// What a BlockPacker makes of a block: its hash, and its bytes where they cannot be read again.
struct PackedBlock {
  uint64_t hash = 0;
  Frames frames;
};

// The blocks of inputs once more, from front to end, as they were read first: files are streamed
// again, and what a pipe gave was packed into a temporary file without a name. So that no other
// bytes are taken for those that were read, each block is hashed both times; 40 bytes a block are
// kept. One thread at a time, but for BlockPackers.
class InputBlocks {
 public:
  // Is to be opened before the inputs are read, which must outlive it. They are numbered as by a
  // BlockReader of the same `first_input`. Errors name `tmp`.
  static absl::StatusOr<std::unique_ptr<InputBlocks>> Open(std::span<const Input> inputs,
                                                           const std::string& tmp,
                                                           uint32_t first_input = 0);

  // Takes the next block that was read, and what a BlockPacker made of it.
  absl::Status Append(const Block& block, const PackedBlock& packed);
  // Is to be called after the last Append, with BlockReader::bytes_read().
  absl::Status Finish(uint64_t input_bytes);

  uint64_t input_bytes() const { return input_bytes_; }  // of the inputs themselves

  // Gives all blocks again, as often as it is called. Next() returns FailedPreconditionError "PATH:
  // changed while it was read" instead of the first block that is not what it was; what grew is
  // read as far as it was. bytes_total() and bytes_read() are those of the blocks. For one thread
  // at a time, and not while another reads.
  std::unique_ptr<BlockSource> Again() const;

 private:
  friend class BlockPacker;
  class Reader;
  struct Known {
    Place place;
    uint64_t hash;  // 0 where the bytes are packed
    uint32_t size;
    Block::Kind kind;
  };
  InputBlocks(std::span<const Input> inputs, uint32_t first_input)
      : inputs_(inputs), first_input_(first_input) {}
  const Input& InputOf(const Place& place) const { return inputs_[place.input - first_input_]; }
  // Whether what it gave is in packed_.
  bool IsPacked(const Input& input) const { return packed_ != nullptr && input.path == "-"; }

  const std::span<const Input> inputs_;
  const uint32_t first_input_;
  uint64_t start_ = 0;  // of standard input that is a file, of which some may be read
  std::unique_ptr<FrameFile> packed_;  // of standard input; null where it is a file, or not read
  std::vector<Known> blocks_;
  std::vector<Damage> damages_;  // of the blocks that have some
  uint64_t bytes_ = 0, input_bytes_ = 0;
};

// Makes blocks ready for InputBlocks. One thread at a time.
class BlockPacker {
 public:
  explicit BlockPacker(const InputBlocks& blocks) : blocks_(blocks) {}
  void Pack(const Block& block, PackedBlock* packed);

 private:
  const InputBlocks& blocks_;
  FramePacker packer_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_INPUT_BLOCKS_H_
