#include "nearcopy/engine/sketch_store.h"

#include <algorithm>
#include <string_view>

namespace nearcopy {
namespace {

// Sketches that are read at once where they are read one after the other.
constexpr size_t kReadTogether = 4096;
// Where few are wanted, those between two of them are read too if they are no more than this: that
// costs less than another call.
constexpr size_t kGap = 16;
constexpr size_t kMostOfARun = 256;

}  // namespace

size_t SketchStore::size() const { return table_ ? table_->size() : file_->size() / bytes(); }

absl::Status SketchStore::Append(std::span<const uint64_t> sketch) {
  if (table_ && (table_->size() + 1) * bytes() <= most_bytes_) {
    table_->Append(sketch);
    return absl::OkStatus();
  }
  if (table_) {
    auto file = SpillFile::Create(folder_);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
    std::vector<uint64_t> none;
    for (size_t at = 0; at < table_->size();) {
      const auto some = table_->Read(at, kReadTogether, &none);
      if (!some.ok()) return some.status();
      if (absl::Status status = AppendToFile(*some); !status.ok()) return status;
      at += some->size() / shape().words();
    }
    table_.reset();
  }
  return AppendToFile(sketch);
}

absl::Status SketchStore::Finish() { return file_ ? file_->Flush() : absl::OkStatus(); }

absl::Status SketchStore::AppendToFile(std::span<const uint64_t> sketches) {
  return file_->Append({reinterpret_cast<const char*>(sketches.data()), sketches.size_bytes()});
}

absl::Status SketchStore::ReadFile(size_t first, std::span<uint64_t> out) const {
  return file_->Read(first * bytes(), {reinterpret_cast<char*>(out.data()), out.size_bytes()});
}

absl::StatusOr<std::span<const uint64_t>> SketchStore::Read(size_t first, size_t most,
                                                            std::vector<uint64_t>* buffer) const {
  if (table_) return table_->Read(first, most, buffer);
  buffer->resize(std::min({most, size() - first, kReadTogether}) * shape().words());
  if (absl::Status status = ReadFile(first, *buffer); !status.ok()) return status;
  return *buffer;
}

absl::Status SketchStore::Gather(std::span<const uint32_t> positions,
                                 std::vector<uint64_t>* buffer,
                                 std::vector<const uint64_t*>* out) const {
  if (table_) return table_->Gather(positions, buffer, out);
  const size_t words = shape().words();
  std::vector<uint32_t> wanted(positions.begin(), positions.end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  buffer->resize(wanted.size() * words);
  std::vector<uint64_t> run;
  for (size_t i = 0, end = 0; i < wanted.size(); i = end) {
    end = i + 1;
    while (end < wanted.size() && wanted[end] - wanted[end - 1] <= kGap &&
           wanted[end] - wanted[i] < kMostOfARun) {
      ++end;
    }
    run.resize((wanted[end - 1] - wanted[i] + 1) * words);
    if (absl::Status status = ReadFile(wanted[i], run); !status.ok()) return status;
    for (size_t k = i; k < end; ++k) {
      std::copy_n(run.data() + (wanted[k] - wanted[i]) * words, words,
                  buffer->data() + k * words);
    }
  }
  out->clear();
  for (uint32_t p : positions) {
    const auto at = std::lower_bound(wanted.begin(), wanted.end(), p) - wanted.begin();
    out->push_back(buffer->data() + static_cast<size_t>(at) * words);
  }
  return absl::OkStatus();
}

}  // namespace nearcopy
