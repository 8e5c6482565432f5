#include "nearcopy/engine/input_lines.h"

#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "nearcopy/io/byte_source.h"
#include "nearcopy/io/bytes.h"
#include "nearcopy/io/seekable_input.h"

namespace nearcopy {
namespace {

constexpr std::string_view kStandardInput = "-";
constexpr size_t kStretch = 256 << 10;

}  // namespace

class InputLines::Hash {
 public:
  Hash() : state_(XXH3_createState(), &XXH3_freeState) {
    if (state_ == nullptr) throw std::bad_alloc();
    Begin();
  }
  void Begin() { XXH3_64bits_reset(state_.get()); }
  void Add(std::string_view bytes) { XXH3_64bits_update(state_.get(), bytes.data(), bytes.size()); }
  uint64_t value() const { return XXH3_64bits_digest(state_.get()); }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

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

InputLines::InputLines(const std::vector<Input>& inputs)
    : inputs_(inputs), known_(inputs.size()), hash_(std::make_unique<Hash>()) {}

InputLines::~InputLines() = default;

absl::Status InputLines::Append(const Block& block, const Frames& packed) {
  if (block.place.input != open_) {
    CloseInput();
    open_ = block.place.input;
  }
  Known& known = known_[open_];
  const std::string_view bytes = block.bytes;
  if (known.extent.end == 0) known.extent.begin = block.place.byte;
  known.extent.end = block.place.byte + bytes.size();
  hash_->Add(bytes);
  if (!known.packed || bytes.empty()) return absl::OkStatus();
  packed_sizes_.push_back(static_cast<uint32_t>(bytes.size()));
  return packed_->Append(packed).status();
}

void InputLines::CloseInput() {
  known_[open_].hash = hash_->value();
  hash_->Begin();
}

absl::Status InputLines::Finish() {
  if (!known_.empty()) CloseInput();
  return packed_ == nullptr ? absl::OkStatus() : packed_->Finish();
}

absl::Status InputLines::Read(
    size_t input, const std::function<absl::Status(std::string_view bytes)>& take) const {
  const Known& known = known_[input];
  if (known.extent.end == 0) return absl::OkStatus();
  Hash hash;
  const absl::Status read = known.packed ? ReadPacked(&hash, take) : ReadFile(input, &hash, take);
  if (!read.ok()) return read;
  return hash.value() == known.hash ? absl::OkStatus() : ChangedInput(inputs_[input].path);
}

absl::Status InputLines::ReadFile(size_t input, Hash* hash,
                                  const std::function<absl::Status(std::string_view)>& take) const {
  const std::string& path = inputs_[input].path;
  const Known& known = known_[input];
  if (path == kStandardInput &&
      lseek(STDIN_FILENO, static_cast<off_t>(known.start), SEEK_SET) < 0) {
    return absl::ErrnoToStatus(errno, "standard input");
  }
  auto source = ByteSource::Open(path, {});
  if (!source.ok()) return source.status();
  Bytes bytes;
  bytes.Reserve(kStretch);
  uint64_t skip = known.extent.begin;
  for (uint64_t left = known.extent.end; left > 0; left -= bytes.size()) {
    const auto want = static_cast<size_t>(std::min<uint64_t>(left, kStretch));
    bytes.Resize((*source)->Read(bytes.data(), want));
    if (bytes.size() < want) return ChangedInput(path);
    const std::string_view stretch =
        std::string_view(bytes).substr(static_cast<size_t>(std::exchange(skip, 0)));
    hash->Add(stretch);
    if (absl::Status taken = take(stretch); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

absl::Status InputLines::ReadPacked(
    Hash* hash, const std::function<absl::Status(std::string_view)>& take) const {
  FrameReader reader(*packed_);
  uint64_t at = 0;
  for (uint32_t size : packed_sizes_) {
    const absl::StatusOr<std::string_view> bytes = reader.Read(at, size);
    if (!bytes.ok()) return bytes.status();
    hash->Add(*bytes);
    if (absl::Status taken = take(*bytes); !taken.ok()) return taken;
    at += size;
  }
  return absl::OkStatus();
}

void LinePacker::Pack(const Block& block, Frames* packed) {
  packer_.Begin(packed);
  if (!lines_.known_[block.place.input].packed) return;
  packer_.Add(block.bytes);
  packer_.Finish();
}

}  // namespace nearcopy
