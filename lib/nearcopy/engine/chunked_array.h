#ifndef NEARCOPY_ENGINE_CHUNKED_ARRAY_H_
#define NEARCOPY_ENGINE_CHUNKED_ARRAY_H_

#include <cstddef>
#include <type_traits>
#include <vector>

namespace nearcopy {

// Values in a row that never move: a vector that grows would hold two copies while it does, and
// room for up to as many values again. For what is kept of each document. As for threads, as a
// vector.
template <typename T>
class ChunkedArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  T& operator[](size_t i) { return chunks_[i / kChunk][i % kChunk]; }
  const T& operator[](size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  void push_back(const T& value) {
    if (size_ == chunks_.size() * kChunk) {
      // Not filled: of a chunk that is not full, the rest takes no memory.
      chunks_.emplace_back().reserve(kChunk);
    }
    chunks_[size_++ / kChunk].push_back(value);
  }
  void pop_back() { chunks_[--size_ / kChunk].pop_back(); }

 private:
  static constexpr size_t kChunk = 1 << 14;
  std::vector<std::vector<T>> chunks_;
  size_t size_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CHUNKED_ARRAY_H_
