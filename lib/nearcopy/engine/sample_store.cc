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

constexpr size_t kSizes = 2;  // in front of what a text has

// How many values a text takes, of which the sizes are there.
size_t ValuesOf(std::span<const uint32_t> text) { return kSizes + text[0] + size_t{text[1]}; }

// Gives the texts that are whole in `values`, and returns how many values these were.
size_t TakeWhole(std::span<const uint32_t> values, uint32_t* position, const TakeSamples& take) {
  size_t at = 0;
  while (values.size() - at >= kSizes) {
    const std::span<const uint32_t> text = values.subspan(at);
    const size_t size = ValuesOf(text);
    if (size > text.size()) break;
    take((*position)++, text.subspan(kSizes, text[0]), text.subspan(kSizes + text[0], text[1]));
    at += size;
  }
  return at;
}

}  // namespace

absl::Status SampleStore::Append(std::span<const uint32_t> samples,
                                 std::span<const uint32_t> runs) {
  const std::array<uint32_t, kSizes> sizes = {static_cast<uint32_t>(samples.size()),
                                              static_cast<uint32_t>(runs.size())};
  const size_t values = kSizes + samples.size() + runs.size();
  if (file_ == nullptr && in_memory_ + values <= most_in_memory_) {
    LargeVector<uint32_t>* const chunk = RoomFor(values);
    for (std::span<const uint32_t> part : {std::span<const uint32_t>(sizes), samples, runs}) {
      chunk->insert(chunk->end(), part.begin(), part.end());
    }
    in_memory_ += values;
    return absl::OkStatus();
  }
  if (file_ == nullptr) {
    absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(folder_);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
  }
  absl::Status added;
  for (std::span<const uint32_t> part : {std::span<const uint32_t>(sizes), samples, runs}) {
    if (added.ok()) added = file_->Append(BytesOf(part));
  }
  return added;
}

// The last chunk, or a new one.
LargeVector<uint32_t>* SampleStore::RoomFor(size_t values) {
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < values) {
    chunks_.emplace_back();
    chunks_.back().reserve(std::max(kChunk, values));
  }
  return &chunks_.back();
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
    const size_t whole = left < kSizes ? 0 : ValuesOf(stretch);
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
