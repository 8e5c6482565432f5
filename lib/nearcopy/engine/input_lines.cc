#include "nearcopy/engine/input_lines.h"

#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cassert>
#include <cerrno>
#include <limits>

#include "absl/status/status.h"
#include "nearcopy/io/byte_source.h"
#include "nearcopy/io/bytes.h"
#include "nearcopy/io/seekable_input.h"

namespace nearcopy {
namespace {

constexpr std::string_view kStandardInput = "-";

uint64_t HashOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace

absl::StatusOr<std::unique_ptr<InputLines>> InputLines::Open(const std::vector<Input>& inputs,
                                                             const std::string& tmp) {
  std::unique_ptr<InputLines> lines(new InputLines(inputs));
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].path != kStandardInput) continue;
    struct stat info;
    const off_t start = lseek(STDIN_FILENO, 0, SEEK_CUR);
    if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode) && start >= 0) {
      lines->known_[i].start = static_cast<uint64_t>(start);
      continue;
    }
    lines->known_[i].packed = true;
    absl::StatusOr<std::unique_ptr<FrameFile>> packed = FrameFile::Create(tmp);
    if (!packed.ok()) return packed.status();
    lines->packed_ = *std::move(packed);
  }
  return lines;
}

absl::Status InputLines::Append(const Block& block, const PackedLines& packed) {
  const size_t size = block.bytes.size();
  if (size == 0) return absl::OkStatus();
  assert(size <= std::numeric_limits<uint32_t>::max());
  Known& known = known_[block.place.input];
  if (known.blocks.empty()) known.extent.begin = block.place.byte;
  known.extent.end = block.place.byte + size;
  known.blocks.push_back({packed.hash, static_cast<uint32_t>(size)});
  return known.packed ? packed_->Append(packed.frames).status() : absl::OkStatus();
}

absl::Status InputLines::Finish() {
  return packed_ == nullptr ? absl::OkStatus() : packed_->Finish();
}

absl::Status InputLines::Read(size_t input, const Take& take) const {
  const Known& known = known_[input];
  if (known.blocks.empty()) return absl::OkStatus();
  return known.packed ? ReadPacked(known, take) : ReadFile(input, take);
}

absl::Status InputLines::ReadFile(size_t input, const Take& take) const {
  const std::string& path = inputs_[input].path;
  const Known& known = known_[input];
  if (path == kStandardInput &&
      lseek(STDIN_FILENO, static_cast<off_t>(known.start), SEEK_SET) < 0) {
    return absl::ErrnoToStatus(errno, "standard input");
  }
  const auto source = ByteSource::Open(path, {});
  if (!source.ok()) return source.status();
  Bytes bytes;
  const auto read = [&](uint64_t size) {
    if (bytes.capacity() > kKeptBytes) bytes = Bytes();
    bytes.Reserve(size);
    bytes.Resize((*source)->Read(bytes.data(), size));
    return bytes.size() == size;
  };
  if (!read(known.extent.begin)) return ChangedInput(path);
  for (const KnownBlock& block : known.blocks) {
    if (!read(block.size) || HashOf(bytes) != block.hash) return ChangedInput(path);
    if (absl::Status taken = take(bytes); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

// What is in the temporary file has checksums of its own.
absl::Status InputLines::ReadPacked(const Known& known, const Take& take) const {
  FrameReader reader(*packed_);
  uint64_t at = 0;
  for (const KnownBlock& block : known.blocks) {
    const absl::StatusOr<std::string_view> bytes = reader.Read(at, block.size);
    if (!bytes.ok()) return bytes.status();
    if (absl::Status taken = take(*bytes); !taken.ok()) return taken;
    at += block.size;
  }
  return absl::OkStatus();
}

void LinePacker::Pack(const Block& block, PackedLines* packed) {
  packer_.Begin(&packed->frames);
  if (lines_.known_[block.place.input].packed) {
    packer_.Add(block.bytes);
    packer_.Finish();
  } else {
    packed->hash = HashOf(block.bytes);
  }
}

}  // namespace nearcopy
