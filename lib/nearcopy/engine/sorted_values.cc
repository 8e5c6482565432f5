#include "nearcopy/engine/sorted_values.h"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "nearcopy/match/radix_sort.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// A disk wants to be asked for so much at once, and gains nothing by more than the most.
constexpr size_t kLeastBlock = (64 << 10) / sizeof(uint64_t);
constexpr size_t kMostBlock = (1 << 20) / sizeof(uint64_t);

// Runs that are merged at once in any case: to merge fewer is not worth a pass over the file.
constexpr size_t kLeastFanIn = 4;

// Reserved at once: pages that are not used take no memory, while a vector that grows would leave
// holes of its former sizes in it.
constexpr size_t kFirstRoom = (64 << 20) / sizeof(uint64_t);

std::string_view BytesOf(std::span<const uint64_t> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

// Half of the memory is scratch for sorting.
SortedValues::SortedValues(const SortOptions& options)
    : options_(options),
      most_values_(std::max(static_cast<size_t>(options.memory_bytes / (2 * sizeof(uint64_t))),
                            kLeastFanIn)) {}

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
  const SpilledRun run{file_->size(), values_.size()};
  if (absl::Status added = file_->Append(BytesOf(values_)); !added.ok()) return added;
  runs_.push_back(run);
  values_.clear();
  return absl::OkStatus();
}

RunMerger SortedValues::MergerOf(std::span<const SpilledRun> runs) {
  values_.resize(std::min(most_values_, runs.size() * kMostBlock));
  return {*file_, runs, values_, options_.drop_duplicates};
}

// Makes the first runs one, the last. They keep their place in the file, for there is no other.
absl::Status SortedValues::MergeFirst(size_t runs) {
  RunMerger merger = MergerOf(std::span(runs_).first(runs));
  scratch_.resize(std::min(most_values_, kMostBlock));
  SpilledRun merged{file_->size(), 0};
  while (true) {
    const absl::StatusOr<size_t> n = merger.Read(scratch_);
    if (!n.ok()) return n.status();
    if (*n == 0) break;
    if (absl::Status added = file_->Append(BytesOf(std::span(scratch_).first(*n))); !added.ok()) {
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
  if (file_ != nullptr) {
    if (absl::Status merging = StartMerging(); !merging.ok()) return merging;
  }
  Free(&scratch_);
  return absl::OkStatus();
}

absl::Status SortedValues::StartMerging() {
  if (!values_.empty()) {
    if (absl::Status spilled = Spill(); !spilled.ok()) return spilled;
  }
  if (absl::Status flushed = file_->Flush(); !flushed.ok()) return flushed;
  const size_t fan_in = std::max(most_values_ / kLeastBlock, kLeastFanIn);
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
