#ifndef NEARCOPY_SHINGLE_SHINGLER_H_
#define NEARCOPY_SHINGLE_SHINGLER_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/text/simd.h"
#include "nearcopy/text/words.h"

namespace nearcopy {

// How a text becomes a set: runs of `length` words, or of `length` characters of the words joined
// by single spaces. A text of fewer than `min_words` words (or, where that is 0, of fewer than
// `length` units) has no shingles and is a copy of nothing.
struct Shingling {
  enum class Unit { kWords, kCharacters };
  Unit unit = Unit::kWords;
  int length = 5;
  int min_words = 0;
  uint64_t seed = 1;

  // The words a text needs, 0 where characters are counted instead.
  int least_words() const { return min_words > 0 ? min_words : unit == Unit::kWords ? length : 0; }
};

// Identifies a word sequence: XXH3-128 of its word hashes.
struct Fingerprint {
  uint64_t low = 0, high = 0;
  auto operator<=>(const Fingerprint&) const = default;
};

// A batch of texts on the way from words to shingle hashes, with the buffers it needs. Add texts,
// then Finish(), then read. One thread at a time; Clear() keeps capacity, but not that of
// a giant.
class Shingler {
 public:
  Shingler(const Shingling& shingling, Simd simd) : shingling_(shingling), simd_(simd) {}

  void Clear();
  void Add(std::string_view text) { AppendWords(text, simd_, &words_); }
  void Finish();

  size_t documents() const { return words_.documents(); }
  // Words of document d, and whether they are too few to be a copy of anything.
  size_t word_count(size_t d) const { return words_.first_word(d + 1) - words_.first_word(d); }
  bool too_short(size_t d) const { return first_shingle_[d] == first_shingle_[d + 1]; }
  Fingerprint fingerprint(size_t d) const;
  // Shingle hashes of document d in the order of the text, duplicates included.
  std::span<const uint64_t> shingles(size_t d) const {
    return {shingles_.data() + first_shingle_[d], first_shingle_[d + 1] - first_shingle_[d]};
  }

 private:
  // The hashes of the units of document d.
  std::span<const uint64_t> Units(size_t d);

  Shingling shingling_;
  Simd simd_;
  Words words_;
  // As large as they had to be: making them larger zeroes memory.
  std::vector<uint64_t> word_hashes_, shingles_;
  std::vector<uint64_t> characters_;
  std::vector<size_t> first_shingle_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_SHINGLE_SHINGLER_H_
