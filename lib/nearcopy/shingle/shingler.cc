#include "nearcopy/shingle/shingler.h"

#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>  // the same functions with the widest vectors of the machine
#endif

#include <algorithm>
#include <bit>

#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// Bytes of a UTF-8 character by its first byte; words are valid UTF-8.
size_t CharacterBytes(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

void Grow(size_t size, std::vector<uint64_t>* values) {
  if (values->size() < size) values->resize(std::max(size, 2 * values->size()));
}

}  // namespace

void Shingler::Clear() {
  DropGiant(&word_hashes_);
  DropGiant(&shingles_);
  DropGiant(&characters_);
  words_.Clear();
  first_shingle_.clear();
}

std::span<const uint64_t> Shingler::Units(size_t d) {
  const size_t first = words_.first_word(d), end = words_.first_word(d + 1);
  if (shingling_.unit == Shingling::Unit::kWords) {
    return {word_hashes_.data() + first, end - first};
  }
  characters_.clear();
  for (size_t i = first; i < end; ++i) {
    if (i > first) characters_.push_back(HashWord(" ", shingling_.seed));
    const std::string_view word = words_.Word(i);
    for (size_t at = 0; at < word.size(); at += CharacterBytes(word[at])) {
      characters_.push_back(HashWord(word.substr(at, CharacterBytes(word[at])), shingling_.seed));
    }
  }
  return characters_;
}

void Shingler::Finish() {
  Grow(words_.size(), &word_hashes_);
  HashWords(words_, shingling_.seed, simd_, word_hashes_.data());
  first_shingle_.assign(1, 0);
  for (size_t d = 0; d < documents(); ++d) {
    const std::span<const uint64_t> units = Units(d);
    const bool enough = shingling_.min_words > 0
                            ? word_count(d) >= static_cast<size_t>(shingling_.min_words)
                            : units.size() >= static_cast<size_t>(shingling_.length);
    const size_t before = first_shingle_.back();
    const size_t count = enough ? ShingleCount(units.size(), shingling_.length) : 0;
    Grow(before + count, &shingles_);
    if (enough) HashShingles(units, shingling_.length, simd_, shingles_.data() + before);
    first_shingle_.push_back(before + count);
  }
}

Fingerprint Shingler::fingerprint(size_t d) const {
  const uint64_t* hashes = word_hashes_.data() + words_.first_word(d);
  std::vector<uint64_t> swapped;
  if constexpr (std::endian::native == std::endian::big) {
    for (size_t i = 0; i < word_count(d); ++i) swapped.push_back(__builtin_bswap64(hashes[i]));
    hashes = swapped.data();
  }
  const XXH128_hash_t h =
      XXH3_128bits_withSeed(hashes, word_count(d) * sizeof(uint64_t), shingling_.seed);
  return {h.low64, h.high64};
}

}  // namespace nearcopy
