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
    begin_ = end_ = 0;
  }
  void Close() { source_.reset(); }
  const ByteSource* source() const { return source_.get(); }

  // Up to `size` bytes, fewer only where the source ends. Valid until the next call.
  std::string_view Peek(size_t size) {
    if (end_ - begin_ < size && !ended_) {
      Reserve(size);
      const size_t want = size - (end_ - begin_);
      const size_t n = source_->Read(bytes_.data() + end_, want);
      end_ += n;
      ended_ = n < want;
    }
    return {bytes_.data() + begin_, std::min(size, end_ - begin_)};
  }
  void Skip(size_t size) { begin_ += size; }

  // The source ends before its data do. True only once Peek met the end.
  bool Cut() const {
    const std::optional<Damage>& damage = source_->damage();
    return ended_ && damage && damage->kind != Damage::Kind::kTrailingGarbage;
  }

 private:
  // Makes room for `size` bytes from begin_ on.
  void Reserve(size_t size) {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (bytes_.size() < size) bytes_.resize(size);
  }

  std::unique_ptr<ByteSource> source_;
  bool ended_ = false;
  std::vector<char> bytes_;
  size_t begin_ = 0, end_ = 0;
};

// Faster than std::count, for line ends are far apart.
uint64_t LineEnds(std::string_view bytes) {
  uint64_t ends = 0;
  for (size_t at = bytes.find('\n'); at != bytes.npos; at = bytes.find('\n', at + 1)) ++ends;
  return ends;
}

// The size of the first `most` lines, or of all where there are fewer.
size_t FirstLines(std::string_view bytes, size_t most) {
  size_t end = 0;
  for (; most > 0 && end < bytes.size(); --most) end = bytes.find('\n', end) + 1;
  return end;
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
  State(std::vector<Input> files, const ReadOptions& options)
      : inputs(std::move(files)),
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
  size_t WholeLines();
  void Give(Block::Kind kind, size_t size, Block* block);

  const std::vector<Input> inputs;
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
  place = {static_cast<uint32_t>(next_input), 1, 0};
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

// Hands the next `size` bytes over.
void BlockReader::State::Give(Block::Kind kind, size_t size, Block* block) {
  const std::string_view bytes = ahead.Peek(size);
  block->kind = kind;
  block->place = place;
  block->bytes.clear();
  block->bytes.reserve(size + kBlockPadding);
  block->bytes.append(bytes);
  block->id = text ? inputs[place.input].id : std::string();
  block->damage.reset();
  if (!text) place.line += LineEnds(bytes);
  place.byte += size;
  ahead.Skip(size);
}

// How many bytes the next block of whole lines has, the last of which may lack its LF at the end of
// the input; 0 where the next record is over the limit.
size_t BlockReader::State::WholeLines() {
  std::string_view seen = ahead.Peek(block_bytes);
  if (const size_t last = seen.rfind('\n'); last != seen.npos) {
    return FirstLines(seen.substr(0, last + 1), kBlockLines);
  }
  if (seen.size() < block_bytes) return seen.size();
  for (;;) {
    const size_t searched = seen.size();
    if (searched > max_record) return 0;
    const size_t want = std::min(2 * searched, max_record + 1);
    seen = ahead.Peek(want);
    if (const size_t end = seen.find('\n', searched); end != seen.npos) return end + 1;
    if (seen.size() < want) return seen.size();
  }
}

bool BlockReader::State::NextLines(Block* block) {
  if (too_long) return NextTooLong(block);
  if (ahead.Peek(block_bytes).empty()) return LastDamage(block);
  const size_t size = WholeLines();
  if (size == 0) return NextTooLong(block);
  if (ahead.Peek(size).back() != '\n' && ahead.Cut()) return LastDamage(block);
  Give(Block::Kind::kLines, size, block);
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
  Give(first ? Block::Kind::kTooLong : Block::Kind::kTooLongRest, piece.size(), block);
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
  Give(Block::Kind::kText, all.size(), block);
  return true;
}

// The damage that ends the input, if any, with the record that it cut.
bool BlockReader::State::LastDamage(Block* block) {
  const std::optional<Damage>& damage = ahead.source()->damage();
  if (!damage || !std::exchange(damage_due, false)) return false;
  Give(Block::Kind::kDamage, ahead.Peek(max_record).size(), block);
  block->damage = damage;
  return true;
}

bool BlockReader::State::NextOfInput(Block* block) {
  const bool given = text ? NextText(block) : NextLines(block);
  read.store(read_before + ahead.source()->compressed_bytes(), std::memory_order_relaxed);
  return given;
}

BlockReader::BlockReader(std::vector<Input> inputs, const ReadOptions& options)
    : state_(std::make_unique<State>(std::move(inputs), options)) {}

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
