#include "nearcopy/engine/deal_lines.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "nearcopy/io/line_writer.h"

namespace nearcopy {
namespace {

class Dealer {
 public:
  Dealer(std::span<const LeavingRecord> leaving, OutputFile* kept, OutputFile* removed)
      : leaving_(leaving), kept_(kept), removed_(removed) {}

  void Take(const Block& block) {
    if (block.place.input != input_) BeginInput(block.place);
    std::string_view bytes = block.bytes;
    while (!bytes.empty()) {
      if (Leaves()) {
        part_ = leaving_.front().rejected ? Part::kRejected : Part::kRemoved;
        goes_on_ = false;
      }
      DropBefore(at_ + 1);
      const size_t size = part_ == Part::kKept ? UpToLeaving(bytes) : UpToLineEnd(bytes);
      const std::string_view stretch = bytes.substr(0, size);
      if (part_ == Part::kKept) kept_.Append(stretch, goes_on_);
      if (part_ == Part::kRemoved) removed_.Append(stretch, goes_on_);
      goes_on_ = true;
      if (part_ != Part::kKept && stretch.back() == '\n') {
        part_ = Part::kKept;
        goes_on_ = false;  // the line before may be of another input
      }
      at_ += size;
      bytes.remove_prefix(size);
    }
  }

 private:
  enum class Part { kKept, kRemoved, kRejected };
  static constexpr uint32_t kNoInput = ~uint32_t{0};

  void BeginInput(const Place& place) {
    input_ = place.input;
    at_ = place.byte;
    part_ = Part::kKept;
    goes_on_ = false;
    while (!leaving_.empty() && leaving_.front().input < input_) leaving_ = leaving_.subspan(1);
  }
  // Whether a leaving record begins at this byte.
  bool Leaves() const {
    return !leaving_.empty() && leaving_.front().input == input_ && leaving_.front().byte == at_;
  }
  // What damage cut may lie inside a record that was too long already.
  void DropBefore(uint64_t byte) {
    while (!leaving_.empty() && leaving_.front().input == input_ && leaving_.front().byte < byte) {
      leaving_ = leaving_.subspan(1);
    }
  }
  size_t UpToLeaving(std::string_view bytes) const {
    if (leaving_.empty() || leaving_.front().input != input_) return bytes.size();
    return static_cast<size_t>(std::min<uint64_t>(bytes.size(), leaving_.front().byte - at_));
  }
  static size_t UpToLineEnd(std::string_view bytes) {
    const size_t end = bytes.find('\n');
    return end == bytes.npos ? bytes.size() : end + 1;
  }

  std::span<const LeavingRecord> leaving_;  // those that are still to come
  LineWriter kept_, removed_;
  uint32_t input_ = kNoInput;  // none yet
  uint64_t at_ = 0;
  Part part_ = Part::kKept;
  bool goes_on_ = false;  // the part that is being written has begun
};

}  // namespace

absl::Status DealLines(const InputBlocks& blocks, std::span<const LeavingRecord> leaving,
                       OutputFile* kept, OutputFile* removed, Progress* progress) {
  const std::unique_ptr<BlockSource> reader = blocks.Again();
  progress->Begin(Progress::Stage::kWrite, reader->bytes_total());
  Dealer dealer(leaving, kept, removed);
  for (Block block;;) {
    const absl::StatusOr<bool> more = reader->Next(&block);
    if (!more.ok() || !*more) return more.status();
    dealer.Take(block);
    progress->done = reader->bytes_read();
    for (OutputFile* file : {kept, removed}) {
      if (!file->status().ok()) return file->status();
    }
  }
}

}  // namespace nearcopy
