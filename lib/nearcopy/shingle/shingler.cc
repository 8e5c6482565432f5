#include "nearcopy/shingle/shingler.h"

#include <xxhash.h>

#include <bit>

#include "nearcopy/shingle/hash.h"

namespace nearcopy {
namespace {

// Bytes of a UTF-8 character by its first byte; words are valid UTF-8.
size_t CharacterBytes(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

}  // namespace

void Shingler::Clear() {
  words_.Clear();
  word_hashes_.clear();
  shingles_.clear();
  first_shingle_.clear();
}

void Shingler::AppendCharacterUnits(size_t d, std::vector<uint64_t>* units) const {
  for (size_t i = words_.first_word[d]; i < words_.first_word[d + 1]; ++i) {
    if (i > words_.first_word[d]) units->push_back(HashWord(" ", shingling_.seed));
    const std::string_view word = words_.Word(i);
    for (size_t at = 0; at < word.size(); at += CharacterBytes(word[at])) {
      units->push_back(HashWord(word.substr(at, CharacterBytes(word[at])), shingling_.seed));
    }
  }
}

void Shingler::Finish() {
  HashWords(words_, shingling_.seed, simd_, &word_hashes_);
  first_shingle_.assign(1, 0);
  std::vector<uint64_t> characters;
  for (size_t d = 0; d < documents(); ++d) {
    std::span<const uint64_t> units =
        std::span(word_hashes_).subspan(words_.first_word[d], word_count(d));
    if (shingling_.unit == Shingling::Unit::kCharacters) {
      characters.clear();
      AppendCharacterUnits(d, &characters);
      units = characters;
    }
    const bool enough = shingling_.min_words > 0
                            ? word_count(d) >= static_cast<size_t>(shingling_.min_words)
                            : units.size() >= static_cast<size_t>(shingling_.length);
    if (enough) AppendShingleHashes(units, shingling_.length, simd_, &shingles_);
    first_shingle_.push_back(shingles_.size());
  }
}

Fingerprint Shingler::fingerprint(size_t d) const {
  const uint64_t* hashes = word_hashes_.data() + words_.first_word[d];
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
