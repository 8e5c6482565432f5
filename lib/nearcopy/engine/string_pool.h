#ifndef NEARCOPY_ENGINE_STRING_POOL_H_
#define NEARCOPY_ENGINE_STRING_POOL_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace nearcopy {

// Keeps copies of strings side by side; the views it gives stay valid. One thread at a time.
class StringPool {
 public:
  std::string_view Add(std::string_view text) {
    if (text.size() > left_) {
      const size_t size = std::max(kChunk, text.size());
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(size));
      next_ = chunks_.back().get();
      left_ = size;
    }
    char* at = next_;
    std::copy(text.begin(), text.end(), at);
    next_ += text.size();
    left_ -= text.size();
    return {at, text.size()};
  }

 private:
  static constexpr size_t kChunk = 1 << 20;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  size_t left_ = 0;
};

// Numbers strings in the order they are first seen.
class StringNumbers {
 public:
  uint32_t Number(std::string_view text) {
    const auto at = numbers_.find(text);
    if (at != numbers_.end()) return at->second;
    const auto number = static_cast<uint32_t>(texts_.size());
    texts_.push_back(pool_.Add(text));
    numbers_.emplace(texts_.back(), number);
    return number;
  }
  std::string_view operator[](uint32_t number) const { return texts_[number]; }

 private:
  StringPool pool_;
  std::vector<std::string_view> texts_;
  absl::flat_hash_map<std::string_view, uint32_t> numbers_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_STRING_POOL_H_
