#include "nearcopy/shingle/hash.h"

#include <xxhash.h>

#include <bit>
#include <cassert>
#include <cstring>

namespace nearcopy {
namespace {

// Odd 64-bit multipliers with about half of their bits set: the fraction of the golden ratio and
// those of the square roots of 2, 3, 5, 7 and 11.
constexpr uint64_t kMultiply[] = {0x9e3779b97f4a7c15, 0x6a09e667f3bcc909, 0xbb67ae8584caa73b,
                                  0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1};
constexpr int kRotate = 13;

uint64_t LoadLittleEndian(const char* p, size_t n) {
  uint64_t v = 0;
  std::memcpy(&v, p, n);
  if constexpr (std::endian::native == std::endian::big) v = __builtin_bswap64(v);
  return v;
}

}  // namespace

uint64_t HashWord(std::string_view word, uint64_t seed) {
  if (word.size() > 16) return XXH3_64bits_withSeed(word.data(), word.size(), seed);
  const size_t low = word.size() < 8 ? word.size() : 8;
  uint64_t a = LoadLittleEndian(word.data(), low) ^ seed;
  uint64_t b = LoadLittleEndian(word.data() + low, word.size() - low) ^ (seed * kMultiply[0]);
  a *= kMultiply[1];
  a ^= a >> 32;
  b *= kMultiply[2];
  b ^= b >> 29;
  const uint64_t h = a * kMultiply[3] + b;
  return h ^ (h >> 32);
}

void AppendShingleHashes(std::span<const uint64_t> units, int length, std::vector<uint64_t>* out) {
  assert(length >= 1 && length <= kLongestShingle);
  if (units.empty()) return;
  const size_t k = static_cast<size_t>(length) < units.size() ? static_cast<size_t>(length)
                                                              : units.size();
  for (size_t i = 0; i + k <= units.size(); ++i) {
    uint64_t h = 0;
    for (size_t j = 0; j < k; ++j) h = std::rotl(h, kRotate) ^ units[i + j];
    h ^= h >> 32;
    h *= kMultiply[4];
    out->push_back(h ^ (h >> 29));
  }
}

}  // namespace nearcopy
