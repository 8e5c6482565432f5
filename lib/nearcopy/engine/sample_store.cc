#include "nearcopy/engine/sample_store.h"

#include <algorithm>
#include <array>
#include <utility>

namespace nearcopy {
namespace {

constexpr size_t kChunk = kLargePage / sizeof(uint32_t);
// What is read at once of the file.
constexpr size_t kStretch = (256 << 10) / sizeof(uint32_t);

std::span<char> BytesOf(std::span<uint32_t> values) {
  return {reinterpret_cast<char*>(values.data()), values.size_bytes()};
}
std::string_view BytesOf(std::span<const uint32_t> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Gives the texts that are whole in `values`, and returns how many values these were.
size_t TakeWhole(std::span<const uint32_t> values, uint32_t* position, const TakeSamples& take) {
  size_t at = 0;
  while (at < values.size() && values[at] < values.size() - at) {
    take((*position)++, values.subspan(at + 1, values[at]));
    at += 1 + values[at];
  }
  return at;
}

}  // namespace

absl::Status SampleStore::Append(std::span<const uint32_t> samples) {
  if (file_ != nullptr || in_memory_ + 1 + samples.size() > most_in_memory_) return Spill(samples);
  Keep(samples);
  return absl::OkStatus();
}

void SampleStore::Keep(std::span<const uint32_t> samples) {
  const size_t size = 1 + samples.size();
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < size) {
    chunks_.emplace_back();
    chunks_.back().reserve(std::max(kChunk, size));
  }
  chunks_.back().push_back(static_cast<uint32_t>(samples.size()));
  chunks_.back().insert(chunks_.back().end(), samples.begin(), samples.end());
  in_memory_ += size;
}

absl::Status SampleStore::Spill(std::span<const uint32_t> samples) {
  if (file_ == nullptr) {
    absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(folder_);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
  }
  const std::array<uint32_t, 1> size = {static_cast<uint32_t>(samples.size())};
  if (absl::Status added = file_->Append(BytesOf(std::span<const uint32_t>(size))); !added.ok()) {
    return added;
  }
  return file_->Append(BytesOf(samples));
}

absl::Status SampleStore::Finish() { return file_ == nullptr ? absl::OkStatus() : file_->Flush(); }

absl::Status SampleStore::ForEach(const TakeSamples& take) const {
  uint32_t position = 0;
  for (const auto& chunk : chunks_) TakeWhole(chunk, &position, take);
  return file_ == nullptr ? absl::OkStatus() : ReadFile(position, take);
}

absl::Status SampleStore::ReadFile(uint32_t position, const TakeSamples& take) const {
  std::vector<uint32_t> stretch;
  size_t left = 0;  // at the front of `stretch`, of a text that is not whole yet
  const uint64_t values = file_->size() / sizeof(uint32_t);
  for (uint64_t read = 0; read < values;) {
    const size_t whole = left == 0 ? 0 : 1 + size_t{stretch[0]};
    const size_t size = std::max(kStretch, whole);
    if (stretch.size() < size) stretch.resize(size);
    const auto more = static_cast<size_t>(std::min<uint64_t>(stretch.size() - left, values - read));
    const absl::Status status =
        file_->Read(read * sizeof(uint32_t), BytesOf(std::span(stretch).subspan(left, more)));
    if (!status.ok()) return status;
    read += more;
    const size_t taken = TakeWhole(std::span(stretch).first(left + more), &position, take);
    std::copy(stretch.begin() + static_cast<ptrdiff_t>(taken),
              stretch.begin() + static_cast<ptrdiff_t>(left + more), stretch.begin());
    left = left + more - taken;
  }
  return absl::OkStatus();
}

}  // namespace nearcopy
