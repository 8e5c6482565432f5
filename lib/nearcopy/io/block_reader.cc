#include "nearcopy/io/block_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "nearcopy/io/byte_source.h"

namespace nearcopy {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// The bytes of a source that are read but not yet given away.
class Ahead {
 public:
  void Open(std::unique_ptr<ByteSource> source) {
    source_ = std::move(source);
    ended_ = false;
    bytes_.Clear();
    begin_ = 0;
  }
  void Close() { source_.reset(); }
  const ByteSource* source() const { return source_.get(); }

  // What was read, but neither skipped nor given away. Valid until the next call.
  std::string_view Held() const { return std::string_view(bytes_).substr(begin_); }

  // Up to `size` bytes, fewer only where the source ends. Valid until the next call.
  std::string_view Peek(size_t size) {
    if (Held().size() < size && !ended_) Fill(size);
    return Held().substr(0, size);
  }
  void Skip(size_t size) { begin_ += size; }

  // Gives the first `size` bytes, which were peeked at, away. The buffers are exchanged where that
  // leaves less to copy, as it does with all blocks but small ones.
  void Give(size_t size, Bytes* out) {
    const std::string_view held = Held();
    if (out->capacity() > kKeptBytes) *out = Bytes();
    if (begin_ > 0 || size < bytes_.capacity() / 2) {
      *out = held.substr(0, size);
      begin_ += size;
      return;
    }
    out->Clear();
    out->Reserve(held.size() - size);
    out->Append(held.substr(size));
    bytes_.Resize(size);
    bytes_.Swap(out);
  }

  // The source ends before its data do. True only once Peek met the end.
  bool Cut() const {
    const std::optional<Damage>& damage = source_->damage();
    return ended_ && damage && damage->kind != Damage::Kind::kTrailingGarbage;
  }

 private:
  void Fill(size_t size) {
    const std::string_view held = Held();
    const bool giant = bytes_.capacity() > kKeptBytes && size <= kKeptBytes;
    if (bytes_.capacity() < size || giant) {
      Bytes fitting;
      fitting.Reserve(size);
      fitting.Append(held);
      bytes_ = std::move(fitting);
    } else {
      std::memmove(bytes_.data(), held.data(), held.size());
      bytes_.Resize(held.size());
    }
    begin_ = 0;
    const size_t before = bytes_.size();
    const size_t n = source_->Read(bytes_.data() + before, size - before);
    bytes_.Resize(before + n);
    ended_ = bytes_.size() < size;
  }

  std::unique_ptr<ByteSource> source_;
  bool ended_ = false;
  Bytes bytes_;
  size_t begin_ = 0;  // before it is what was given away
};

// Whole lines, the last of an input excepted.
struct Lines {
  size_t bytes = 0;
  uint64_t ends = 0;  // how many LFs
};

// As many whole lines as a block may have. Searches for one line end after the other, which are far
// apart, and so is faster than std::count.
Lines FirstLines(std::string_view bytes) {
  Lines lines;
  while (lines.ends < kBlockLines) {
    const size_t end = bytes.find('\n', lines.bytes);
    if (end == bytes.npos) break;
    lines.bytes = end + 1;
    ++lines.ends;
  }
  return lines;
}

uint64_t SizeOf(const Input& input) {
  struct stat info;
  const bool known =
      input.path == "-" ? fstat(0, &info) == 0 : stat(input.path.c_str(), &info) == 0;
  return known && S_ISREG(info.st_mode) ? static_cast<uint64_t>(info.st_size) : 0;
}

size_t RecordLimit(const ReadOptions& options) {
  constexpr uint64_t kMost = std::numeric_limits<size_t>::max() / 4;
  return static_cast<size_t>(std::clamp<uint64_t>(options.max_record_bytes, 1, kMost));
}

}  // namespace

struct BlockReader::State {
  State(std::span<const Input> files, const ReadOptions& options, uint32_t first)
      : inputs(files),
        first_input(first),
        max_record(RecordLimit(options)),
        // So that no line of a block of whole lines can be over the limit.
        block_bytes(std::clamp<size_t>(options.block_bytes, 1, max_record)),
        max_decompressed(options.max_decompressed_bytes) {
    for (const Input& input : inputs) {
      const uint64_t size = SizeOf(input);
      if (input.path == "-" && size == 0) total_known = false;
      total += size;
    }
  }

  absl::Status OpenNext();
  void CloseInput();
  bool NextOfInput(Block* block);
  bool NextLines(Block* block);
  bool NextText(Block* block);
  bool NextTooLong(Block* block);
  bool LastDamage(Block* block);
  Lines WholeLines();
  void Give(Block::Kind kind, Lines lines, Block* block);

  const std::span<const Input> inputs;
  const uint32_t first_input;
  const size_t max_record, block_bytes;
  const uint64_t max_decompressed;
  uint64_t total = 0;
  bool total_known = true;

  size_t next_input = 0;
  Ahead ahead;
  Place place;            // of the next byte
  bool text = false;      // the input is one text
  bool text_due = false;  // and not given yet, which an empty one must be, too
  bool too_long = false;  // inside a record over the limit
  bool damage_due = false;
  uint64_t read_before = 0;        // from the inputs that are done
  std::atomic<uint64_t> read = 0;  // from all
  std::atomic<bool> stop = false;
};

absl::Status BlockReader::State::OpenNext() {
  const Input& input = inputs[next_input];
  place = {first_input + static_cast<uint32_t>(next_input), 1, 0};
  ++next_input;
  ByteSource::Options options;
  options.max_decompressed_bytes = max_decompressed;
  options.stop = &stop;
  absl::StatusOr<std::unique_ptr<ByteSource>> source = ByteSource::Open(input.path, options);
  if (!source.ok()) return source.status();
  ahead.Open(*std::move(source));
  text = text_due = input.format == Format::kText;
  if (text) place.line = 0;
  too_long = false;
  damage_due = true;
  // A whole block is read at once, for the mark alone would cost a read of its own.
  ahead.Peek(std::max(block_bytes, kByteOrderMark.size()));
  if (ahead.Peek(kByteOrderMark.size()) == kByteOrderMark) {
    ahead.Skip(kByteOrderMark.size());
    place.byte = kByteOrderMark.size();
  }
  return absl::OkStatus();
}

void BlockReader::State::CloseInput() {
  read_before += ahead.source()->compressed_bytes();
  ahead.Close();
}

// Hands the next bytes over.
void BlockReader::State::Give(Block::Kind kind, Lines lines, Block* block) {
  block->kind = kind;
  block->place = place;
  block->id = text ? inputs[place.input - first_input].id : std::string();
  block->damage.reset();
  ahead.Give(lines.bytes, &block->bytes);
  if (!text) place.line += lines.ends;
  place.byte += lines.bytes;
}

// The next block of whole lines, the last of which may lack its LF at the end of the input; nothing
// where the next record is over the limit.
Lines BlockReader::State::WholeLines() {
  std::string_view seen = ahead.Peek(block_bytes);
  if (const Lines lines = FirstLines(seen); lines.ends > 0) return lines;
  if (seen.size() < block_bytes) return {seen.size(), 0};
  for (;;) {
    const size_t searched = seen.size();
    if (searched > max_record) return {};
    const size_t want = std::min(2 * searched, max_record + 1);
    seen = ahead.Peek(want);
    if (const size_t end = seen.find('\n', searched); end != seen.npos) return {end + 1, 1};
    if (seen.size() < want) return {seen.size(), 0};
  }
}

bool BlockReader::State::NextLines(Block* block) {
  if (too_long) return NextTooLong(block);
  // Tiny lines: to fill up what is held would move all of it for each block.
  if (const Lines lines = FirstLines(ahead.Held().substr(0, block_bytes));
      lines.ends == kBlockLines) {
    Give(Block::Kind::kLines, lines, block);
    return true;
  }
  if (ahead.Peek(block_bytes).empty()) return LastDamage(block);
  const Lines lines = WholeLines();
  if (lines.bytes == 0) return NextTooLong(block);
  if (lines.ends == 0 && ahead.Cut()) return LastDamage(block);
  Give(Block::Kind::kLines, lines, block);
  return true;
}

// A record over the limit, piece by piece up to its LF; a text up to its end.
bool BlockReader::State::NextTooLong(Block* block) {
  const bool first = !std::exchange(too_long, true);
  std::string_view piece = ahead.Peek(block_bytes);
  if (piece.empty()) return LastDamage(block);
  if (const size_t end = piece.find('\n'); !text && end != piece.npos) {
    piece = piece.substr(0, end + 1);
    too_long = false;
  }
  const uint64_t ends = too_long ? 0 : 1;
  Give(first ? Block::Kind::kTooLong : Block::Kind::kTooLongRest, {piece.size(), ends}, block);
  return true;
}

bool BlockReader::State::NextText(Block* block) {
  if (!std::exchange(text_due, false)) {
    return too_long ? NextTooLong(block) : LastDamage(block);
  }
  size_t want = block_bytes;
  std::string_view all = ahead.Peek(want);
  while (all.size() == want && want <= max_record) {
    want = std::min(2 * want, max_record + 1);
    all = ahead.Peek(want);
  }
  if (all.size() > max_record) return NextTooLong(block);
  if (ahead.Cut()) return LastDamage(block);
  Give(Block::Kind::kText, {all.size(), 0}, block);
  return true;
}

// The damage that ends the input, if any, with the record that it cut.
bool BlockReader::State::LastDamage(Block* block) {
  const std::optional<Damage>& damage = ahead.source()->damage();
  if (!damage || !std::exchange(damage_due, false)) return false;
  Give(Block::Kind::kDamage, {ahead.Peek(max_record).size(), 0}, block);
  block->damage = damage;
  return true;
}

bool BlockReader::State::NextOfInput(Block* block) {
  const bool given = text ? NextText(block) : NextLines(block);
  read.store(read_before + ahead.source()->compressed_bytes(), std::memory_order_relaxed);
  return given;
}

BlockReader::BlockReader(std::span<const Input> inputs, const ReadOptions& options,
                         uint32_t first_input)
    : state_(std::make_unique<State>(inputs, options, first_input)) {}

BlockReader::~BlockReader() = default;

absl::StatusOr<bool> BlockReader::Next(Block* block) {
  for (;;) {
    if (state_->ahead.source() == nullptr) {
      if (state_->next_input == state_->inputs.size()) return false;
      if (absl::Status status = state_->OpenNext(); !status.ok()) return status;
    }
    if (state_->NextOfInput(block)) return true;
    state_->CloseInput();
  }
}

void BlockReader::Stop() { state_->stop = true; }

uint64_t BlockReader::bytes_read() const { return state_->read.load(std::memory_order_relaxed); }
uint64_t BlockReader::bytes_total() const { return state_->total_known ? state_->total : 0; }

}  // namespace nearcopy
