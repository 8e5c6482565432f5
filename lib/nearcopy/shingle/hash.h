#ifndef NEARCOPY_SHINGLE_HASH_H_
#define NEARCOPY_SHINGLE_HASH_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/text/simd.h"
#include "nearcopy/text/words.h"

namespace nearcopy {

// The version of every hash below. Stored sketches name it; a change of any value raises it.
inline constexpr int kHashVersion = 2;

// The longest shingle in words: rotations by an odd amount stay apart below 64, and half of that
// keeps runs of one repeated word apart too.
inline constexpr int kLongestShingle = 32;

// The hash of one word of normal form. Up to 16 bytes it is three multiplications of the zero
// padded halves, so that eight words can be hashed side by side; longer words go through XXH3.
uint64_t HashWord(std::string_view word, uint64_t seed);

// Writes the hashes of all words of a batch, words.size() of them. Any thread.
void HashWords(const Words& words, uint64_t seed, Simd simd, uint64_t* out);

// How many shingles of `length` consecutive units there are in `units`: fewer units than that are
// one shingle, none are none.
size_t ShingleCount(size_t units, int length);

// Writes the hashes of all ShingleCount runs of `length` consecutive units (words or characters):
// rotate, xor, one mixing round, as a cyclic polynomial (Cohen, 1997). Duplicates stay. Requires 1
// <= length <= kLongestShingle. Any thread.
void HashShingles(std::span<const uint64_t> units, int length, Simd simd, uint64_t* out);

}  // namespace nearcopy

#endif  // NEARCOPY_SHINGLE_HASH_H_
