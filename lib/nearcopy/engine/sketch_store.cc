#include "nearcopy/engine/sketch_store.h"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>

#include "nearcopy/match/radix_sort.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// Sketches that nobody asked for are read up to this many bytes, where that saves a call.
constexpr size_t kGapBytes = 4 << 10;

// What a buffer held is not needed, so there need not be two while it grows.
void Resize(size_t size, std::vector<uint64_t>* buffer) {
  if (size > buffer->capacity()) {
    Free(buffer);
    buffer->reserve(size);
  }
  buffer->resize(size);
}

}  // namespace

SketchStore::SketchStore(const SketchShape& shape, uint64_t memory_bytes, std::string folder)
    : SketchSource(shape),
      most_in_memory_(memory_bytes / (shape.words() * sizeof(uint64_t))),
      stretch_(std::max<size_t>(kStretchBytes / (shape.words() * sizeof(uint64_t)), 1)),
      folder_(std::move(folder)),
      in_memory_(shape) {}

absl::Status SketchStore::Append(std::span<const uint64_t> sketch) {
  if (size_ < most_in_memory_) {
    in_memory_.Append(sketch);
  } else {
    if (file_ == nullptr) {
      absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(folder_);
      if (!file.ok()) return file.status();
      file_ = *std::move(file);
    }
    const std::string_view bytes(reinterpret_cast<const char*>(sketch.data()), sketch.size_bytes());
    if (absl::Status added = file_->Append(bytes); !added.ok()) return added;
  }
  ++size_;
  return absl::OkStatus();
}

absl::Status SketchStore::Finish() { return file_ == nullptr ? absl::OkStatus() : file_->Flush(); }

absl::Status SketchStore::ReadFile(size_t first, std::span<uint64_t> out) const {
  const uint64_t offset = (first - in_memory_.size()) * shape().words() * sizeof(uint64_t);
  return file_->Read(offset, {reinterpret_cast<char*>(out.data()), out.size_bytes()});
}

absl::StatusOr<std::span<const uint64_t>> SketchStore::Read(size_t first, size_t most,
                                                            std::vector<uint64_t>* buffer) const {
  assert(first < size_ && most > 0);
  if (first < in_memory_.size()) {
    return in_memory_.Read(first, std::min(most, in_memory_.size() - first), buffer);
  }
  Resize(std::min({most, stretch_, size_ - first}) * shape().words(), buffer);
  if (absl::Status read = ReadFile(first, *buffer); !read.ok()) return read;
  return std::span<const uint64_t>(*buffer);
}

// How many of `positions`, which ascend, one call reads.
size_t SketchStore::StretchOf(std::span<const uint32_t> positions) const {
  const size_t gap = std::max<size_t>(kGapBytes / (shape().words() * sizeof(uint64_t)), 1);
  size_t n = 1;
  while (n < positions.size() && positions[n] - positions[n - 1] <= gap &&
         positions[n] - positions[0] < stretch_) {
    ++n;
  }
  return n;
}

// A stretch is read to the end of the buffer, and what was asked for of it is put to the front: so
// the sketches in between take no memory.
absl::Status SketchStore::Gather(std::span<const uint32_t> positions, std::vector<uint64_t>* buffer,
                                 std::vector<const uint64_t*>* out) const {
  const size_t words = shape().words();
  out->resize(positions.size());
  std::vector<uint64_t> wanted;  // position in the upper half, place in `out` in the lower
  wanted.reserve(positions.size());
  LargeVector<uint64_t> scratch;
  for (size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] < in_memory_.size()) {
      (*out)[i] = in_memory_[positions[i]].data();
    } else {
      wanted.push_back(uint64_t{positions[i]} << 32 | i);
    }
  }
  RadixSort(wanted, 32, 64, &scratch);
  std::vector<uint32_t> different;
  different.reserve(wanted.size());
  for (uint64_t w : wanted) {
    const auto position = static_cast<uint32_t>(w >> 32);
    if (different.empty() || different.back() != position) different.push_back(position);
  }
  if (different.empty()) return absl::OkStatus();
  Resize((different.size() + stretch_) * words, buffer);
  const std::span<uint64_t> stretch = std::span(*buffer).subspan(different.size() * words);
  for (size_t i = 0, end = 0; i < different.size(); i = end) {
    end = i + StretchOf(std::span(different).subspan(i));
    const size_t first = different[i];
    const absl::Status read =
        ReadFile(first, stretch.first((different[end - 1] - first + 1) * words));
    if (!read.ok()) return read;
    for (size_t k = i; k < end; ++k) {
      const auto sketch = stretch.subspan((different[k] - first) * words, words);
      std::ranges::copy(sketch, buffer->begin() + static_cast<ptrdiff_t>(k * words));
    }
  }
  for (size_t i = 0, at = 0; i < wanted.size(); ++i) {
    if (i > 0 && wanted[i] >> 32 != wanted[i - 1] >> 32) ++at;
    (*out)[static_cast<uint32_t>(wanted[i])] = buffer->data() + at * words;
  }
  return absl::OkStatus();
}

}  // namespace nearcopy
