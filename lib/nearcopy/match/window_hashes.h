#ifndef NEARCOPY_MATCH_WINDOW_HASHES_H_
#define NEARCOPY_MATCH_WINDOW_HASHES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nearcopy {

// Replaces `out` by a hash of each window of `length` consecutive words, given as their hashes: a
// polynomial (Karp, Rabin, 1987), so of any length. Equal windows have equal hashes; whether the
// others differ is for the caller to look at. None if there are fewer words.
inline void WindowHashes(std::span<const uint64_t> words, size_t length,
                         std::vector<uint64_t>* out) {
  constexpr uint64_t kBase = 0x9e3779b97f4a7c15;
  out->clear();
  if (length == 0 || words.size() < length) return;
  uint64_t highest = 1, hash = 0;  // kBase^length
  for (size_t i = 0; i < length; ++i) {
    hash = hash * kBase + words[i];
    highest *= kBase;
  }
  out->reserve(words.size() - length + 1);
  out->push_back(hash);
  for (size_t i = length; i < words.size(); ++i) {
    hash = hash * kBase + words[i] - highest * words[i - length];
    out->push_back(hash);
  }
}

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_WINDOW_HASHES_H_
