#ifndef NEARCOPY_IO_BLOCK_READER_H_
#define NEARCOPY_IO_BLOCK_READER_H_

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "nearcopy/io/document.h"
#include "nearcopy/io/inputs.h"

namespace nearcopy {

// No block has more lines: what is computed of a record may be a hundred times a tiny record.
inline constexpr size_t kBlockLines = 1 << 11;

struct ReadOptions {
  uint64_t max_record_bytes = 64 << 20;
  uint64_t max_decompressed_bytes = 0;  // of one compressed input; 0: no limit
  // A quarter of a common second-level cache, for what is computed of a block is as large again, or
  // twice. No more than max_record_bytes is used.
  size_t block_bytes = 256 << 10;
};

// Where blocks come from, those of one input after those of the other. One thread at a time.
class BlockSource {
 public:
  virtual ~BlockSource() = default;

  // Fills `block`, or returns false at the end of all inputs. The buffer of block->bytes is used
  // again.
  virtual absl::StatusOr<bool> Next(Block* block) = 0;

  // Asks a Next() that waits for a pipe to end; any thread.
  virtual void Stop() = 0;

  // Bytes read so far, and in all (0: unknown, as with a pipe). The first may be asked from any
  // thread.
  virtual uint64_t bytes_read() const = 0;
  virtual uint64_t bytes_total() const = 0;
};

// Cuts the inputs, one after the other, into blocks for parsing side by side. A byte order mark at
// the start of a file is dropped (offsets count it) and belongs to no record. Records end at LF
// alone; the last may lack it. A record over max_record_bytes (its LF not counted) comes as
// kTooLong and kTooLongRest pieces of block_bytes at most; reading goes on behind the next LF. A
// record cut by damage belongs to the damage, but what stands before trailing garbage is whole.
class BlockReader : public BlockSource {
 public:
  // `inputs` must outlive it; they are numbered from `first_input` on.
  BlockReader(std::span<const Input> inputs, const ReadOptions& options, uint32_t first_input = 0);
  ~BlockReader() override;
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  // An input that cannot be opened is an error with its path, and damage inside one is a block of
  // kind kDamage; in both cases the next call goes on with the next input.
  absl::StatusOr<bool> Next(Block* block) override;
  void Stop() override;

  // Of the files themselves, which may be compressed.
  uint64_t bytes_read() const override;
  uint64_t bytes_total() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_BLOCK_READER_H_
