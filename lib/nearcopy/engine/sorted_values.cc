#include "nearcopy/engine/sorted_values.h"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "nearcopy/match/radix_sort.h"

namespace nearcopy {
namespace {

// Of a run in memory. A disk wants to be asked for so much at once, and gains little by more than
// the most.
constexpr uint64_t kLeastBlockBytes = 64 << 10, kMostBlockBytes = 1 << 20;

// Fewer runs are not worth a pass over the file; blocks may be smaller then.
constexpr uint64_t kLeastFanIn = 4;

constexpr size_t kFirstRoom = 1 << 12;

// Runs that are merged at once: a block each, and one to write.
size_t FanIn(uint64_t memory_bytes) {
  return static_cast<size_t>(std::max(memory_bytes / kLeastBlockBytes, kLeastFanIn + 1) - 1);
}

size_t BlockValues(uint64_t memory_bytes, size_t runs) {
  const uint64_t bytes = std::min(memory_bytes / (runs + 1), kMostBlockBytes);
  return std::max<size_t>(static_cast<size_t>(bytes / sizeof(uint64_t)), 1);
}

std::string_view BytesOf(std::span<const uint64_t> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

// Half of the memory is scratch for sorting.
SortedValues::SortedValues(const SortOptions& options)
    : options_(options),
      most_values_(std::max<size_t>(
          static_cast<size_t>(options.memory_bytes / (2 * sizeof(uint64_t))), 1)) {}

absl::Status SortedValues::Add(std::span<const uint64_t> values) {
  while (!values.empty()) {
    if (values_.size() == room_) {
      if (absl::Status made = MakeRoom(); !made.ok()) return made;
    }
    const size_t n = std::min(values.size(), room_ - values_.size());
    values_.insert(values_.end(), values.begin(), values.begin() + static_cast<ptrdiff_t>(n));
    values = values.subspan(n);
  }
  return absl::OkStatus();
}

absl::Status SortedValues::MakeRoom() {
  if (room_ < most_values_) {
    room_ = std::min(most_values_, std::max(2 * room_, kFirstRoom));
    values_.reserve(room_);
    return absl::OkStatus();
  }
  Sort();
  // Where dropping duplicates has made room, sorting again costs less than a run.
  return values_.size() <= most_values_ / 2 ? absl::OkStatus() : Spill();
}

void SortedValues::Sort() {
  RadixSort(values_, 0, 64, &scratch_);
  if (options_.drop_duplicates) {
    values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  }
}

// Makes the values, which are sorted, a run.
absl::Status SortedValues::Spill() {
  if (file_ == nullptr) {
    absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(options_.folder);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
  }
  runs_.push_back({file_->size(), values_.size()});
  if (absl::Status added = file_->Append(BytesOf(values_)); !added.ok()) return added;
  values_.clear();
  return absl::OkStatus();
}

RunMerger SortedValues::MergerOf(std::span<const SpilledRun> runs) const {
  return {*file_, runs, BlockValues(options_.memory_bytes, runs.size()), options_.drop_duplicates};
}

// Makes the first runs one, the last. They keep their place in the file, for there is no other.
absl::Status SortedValues::MergeFirst(size_t runs) {
  RunMerger merger = MergerOf(std::span(runs_).first(runs));
  std::vector<uint64_t> block(BlockValues(options_.memory_bytes, runs));
  SpilledRun merged{file_->size(), 0};
  while (true) {
    const absl::StatusOr<size_t> n = merger.Read(block);
    if (!n.ok()) return n.status();
    if (*n == 0) break;
    if (absl::Status added = file_->Append(BytesOf(std::span(block).first(*n))); !added.ok()) {
      return added;
    }
    merged.values += *n;
  }
  runs_.erase(runs_.begin(), runs_.begin() + static_cast<ptrdiff_t>(runs));
  runs_.push_back(merged);
  return file_->Flush();
}

absl::Status SortedValues::Finish() {
  assert(merger_ == nullptr);
  Sort();
  if (file_ != nullptr && !values_.empty()) {
    if (absl::Status spilled = Spill(); !spilled.ok()) return spilled;
  }
  scratch_ = {};
  if (file_ == nullptr) return absl::OkStatus();
  values_ = {};
  if (absl::Status flushed = file_->Flush(); !flushed.ok()) return flushed;
  const size_t fan_in = FanIn(options_.memory_bytes);
  while (runs_.size() > fan_in) {
    // No more than are needed for the last merge to take all.
    const size_t first = std::min(fan_in, runs_.size() - fan_in + 1);
    if (absl::Status merged = MergeFirst(first); !merged.ok()) return merged;
  }
  merger_ = std::make_unique<RunMerger>(MergerOf(runs_));
  return absl::OkStatus();
}

absl::StatusOr<size_t> SortedValues::Read(std::span<uint64_t> out) {
  if (merger_ != nullptr) return merger_->Read(out);
  const size_t n = std::min(out.size(), values_.size() - read_);
  std::copy_n(values_.begin() + static_cast<ptrdiff_t>(read_), n, out.begin());
  read_ += n;
  return n;
}

}  // namespace nearcopy
