#ifndef NEARCOPY_IO_BYTES_H_
#define NEARCOPY_IO_BYTES_H_

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {

// Bytes that may be read and written behind those of a block, so that parsing needs no copy and a
// vector no end of its own.
inline constexpr size_t kBlockPadding = 64;

// Bytes on the heap with kBlockPadding more behind their capacity. std::string will not do: it
// writes zeros before a file can be read into it, and moves short contents, on which views lie.
class Bytes {
 public:
  Bytes() = default;
  Bytes(Bytes&& other) noexcept { Swap(&other); }
  Bytes& operator=(Bytes&& other) noexcept {
    Bytes(std::move(other)).Swap(this);
    return *this;
  }
  // A copy of `bytes`, which may not be its own.
  Bytes& operator=(std::string_view bytes) {
    Clear();
    Reserve(bytes.size());
    Append(bytes);
    return *this;
  }

  operator std::string_view() const { return {data_.get(), size_}; }
  char* data() { return data_.get(); }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }

  friend bool operator==(const Bytes& bytes, std::string_view other) {
    return std::string_view(bytes) == other;
  }

  void Clear() { size_ = 0; }
  // Makes room for `capacity` bytes in all; those there are may move.
  void Reserve(size_t capacity) {
    if (data_ != nullptr && capacity <= capacity_) return;
    auto data = std::make_unique_for_overwrite<char[]>(capacity + kBlockPadding);
    std::copy_n(data_.get(), size_, data.get());
    data_ = std::move(data);
    capacity_ = capacity;
  }
  // Within the capacity. What this adds is whatever was written there.
  void Resize(size_t size) {
    assert(size <= capacity_);
    size_ = size;
  }
  void Append(std::string_view bytes) {
    assert(bytes.size() <= capacity_ - size_);
    if (!bytes.empty()) std::memcpy(data_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  void Swap(Bytes* other) {
    std::swap(data_, other->data_);
    std::swap(size_, other->size_);
    std::swap(capacity_, other->capacity_);
  }

 private:
  std::unique_ptr<char[]> data_;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_BYTES_H_
