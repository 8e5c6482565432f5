#include "nearcopy/engine/input_blocks.h"

#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <limits>
#include <string_view>
#include <utility>

#include "nearcopy/io/byte_source.h"
#include "nearcopy/io/bytes.h"
#include "nearcopy/io/seekable_input.h"

namespace nearcopy {
namespace {

constexpr std::string_view kStandardInput = "-";

uint64_t HashOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace

absl::StatusOr<std::unique_ptr<InputBlocks>> InputBlocks::Open(std::span<const Input> inputs,
                                                               const std::string& tmp,
                                                               uint32_t first_input) {
  std::unique_ptr<InputBlocks> blocks(new InputBlocks(inputs, first_input));
  if (std::ranges::find(inputs, kStandardInput, &Input::path) == inputs.end()) return blocks;
  struct stat info;
  const off_t start = lseek(STDIN_FILENO, 0, SEEK_CUR);
  if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode) && start >= 0) {
    blocks->start_ = static_cast<uint64_t>(start);
    return blocks;
  }
  absl::StatusOr<std::unique_ptr<FrameFile>> packed = FrameFile::Create(tmp);
  if (!packed.ok()) return packed.status();
  blocks->packed_ = *std::move(packed);
  return blocks;
}

absl::Status InputBlocks::Append(const Block& block, const PackedBlock& packed) {
  assert(block.bytes.size() <= std::numeric_limits<uint32_t>::max());
  blocks_.push_back(
      {block.place, packed.hash, static_cast<uint32_t>(block.bytes.size()), block.kind});
  if (block.damage) damages_.push_back(*block.damage);
  bytes_ += block.bytes.size();
  return IsPacked(InputOf(block.place)) ? packed_->Append(packed.frames).status()
                                        : absl::OkStatus();
}

absl::Status InputBlocks::Finish(uint64_t input_bytes) {
  input_bytes_ = input_bytes;
  return packed_ == nullptr ? absl::OkStatus() : packed_->Finish();
}

class InputBlocks::Reader : public BlockSource {
 public:
  explicit Reader(const InputBlocks& blocks) : blocks_(blocks) {
    if (blocks.packed_ != nullptr) packed_.emplace(*blocks.packed_);
  }

  absl::StatusOr<bool> Next(Block* block) override {
    if (next_ == blocks_.blocks_.size()) return false;
    const Known& known = blocks_.blocks_[next_++];
    const Input& input = blocks_.InputOf(known.place);
    block->kind = known.kind;
    block->place = known.place;
    block->id = input.format == Format::kText ? input.id : std::string();
    block->damage.reset();
    if (known.kind == Block::Kind::kDamage) block->damage = blocks_.damages_[next_damage_++];
    const absl::Status read =
        blocks_.IsPacked(input) ? ReadPacked(known, block) : ReadFile(input.path, known, block);
    if (!read.ok()) return read;
    read_.fetch_add(known.size, std::memory_order_relaxed);
    return true;
  }

  void Stop() override {}  // no file has to be waited for
  uint64_t bytes_read() const override { return read_.load(std::memory_order_relaxed); }
  uint64_t bytes_total() const override { return blocks_.bytes_; }

 private:
  absl::Status Open(const std::string& path, const Known& first);
  absl::Status ReadFile(const std::string& path, const Known& known, Block* block);
  absl::Status ReadPacked(const Known& known, Block* block);

  const InputBlocks& blocks_;
  size_t next_ = 0, next_damage_ = 0;
  std::unique_ptr<ByteSource> file_;
  uint32_t input_ = 0;  // that file_ is
  std::optional<FrameReader> packed_;
  uint64_t packed_at_ = 0;
  std::atomic<uint64_t> read_ = 0;
};

absl::Status InputBlocks::Reader::Open(const std::string& path, const Known& first) {
  file_.reset();
  if (path == kStandardInput &&
      lseek(STDIN_FILENO, static_cast<off_t>(blocks_.start_), SEEK_SET) < 0) {
    return absl::ErrnoToStatus(errno, "standard input");
  }
  absl::StatusOr<std::unique_ptr<ByteSource>> file = ByteSource::Open(path, {});
  if (!file.ok()) return file.status();
  file_ = *std::move(file);
  input_ = first.place.input;
  std::string mark(first.place.byte, '\0');  // of the byte order, which is in no block
  return file_->Read(mark.data(), mark.size()) == mark.size() ? absl::OkStatus()
                                                              : ChangedInput(path);
}

absl::Status InputBlocks::Reader::ReadFile(const std::string& path, const Known& known,
                                           Block* block) {
  if (file_ == nullptr || input_ != known.place.input) {
    if (absl::Status opened = Open(path, known); !opened.ok()) return opened;
  }
  Bytes& bytes = block->bytes;
  if (bytes.capacity() > kKeptBytes) bytes = Bytes();
  bytes.Clear();
  bytes.Reserve(known.size);
  bytes.Resize(file_->Read(bytes.data(), known.size));
  if (bytes.size() < known.size || HashOf(bytes) != known.hash) return ChangedInput(path);
  return absl::OkStatus();
}

// What is in the temporary file has checksums of its own.
absl::Status InputBlocks::Reader::ReadPacked(const Known& known, Block* block) {
  const absl::StatusOr<std::string_view> bytes = packed_->Read(packed_at_, known.size);
  if (!bytes.ok()) return bytes.status();
  if (block->bytes.capacity() > kKeptBytes) block->bytes = Bytes();
  block->bytes = *bytes;
  packed_at_ += known.size;
  return absl::OkStatus();
}

std::unique_ptr<BlockSource> InputBlocks::Again() const { return std::make_unique<Reader>(*this); }

void BlockPacker::Pack(const Block& block, PackedBlock* packed) {
  packer_.Begin(&packed->frames);
  if (blocks_.IsPacked(blocks_.InputOf(block.place))) {
    packed->hash = 0;
    packer_.Add(block.bytes);
    packer_.Finish();
  } else {
    packed->hash = HashOf(block.bytes);
  }
}

}  // namespace nearcopy
