#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/shingle/hash.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

#include "hwy/highway.h"
#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_SHINGLE_HASH_CC_
#define NEARCOPY_SHINGLE_HASH_CC_
namespace nearcopy {
namespace {

// Odd 64-bit multipliers with about half of their bits set: the fraction of the golden ratio and
// those of the square roots of 2, 3, 5, 7 and 11.
constexpr uint64_t kMultiply[] = {0x9e3779b97f4a7c15, 0x6a09e667f3bcc909, 0xbb67ae8584caa73b,
                                  0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1};
constexpr int kRotate = 13;
constexpr size_t kShortWord = 16;

// From [kShortWord - n] on: a mask of the first n bytes of kShortWord.
alignas(2 * kShortWord) constexpr std::array<uint8_t, 2 * kShortWord> kFirstBytes = [] {
  std::array<uint8_t, 2 * kShortWord> mask{};
  std::fill_n(mask.begin(), kShortWord, uint8_t{255});
  return mask;
}();

uint64_t LoadLittleEndian(const char* p, size_t n) {
  uint64_t v = 0;
  std::memcpy(&v, p, n);
  if constexpr (std::endian::native == std::endian::big) v = __builtin_bswap64(v);
  return v;
}

uint64_t Low(std::string_view word) {
  return LoadLittleEndian(word.data(), std::min<size_t>(word.size(), 8));
}

uint64_t High(std::string_view word) {
  const size_t low = std::min<size_t>(word.size(), 8);
  return LoadLittleEndian(word.data() + low, std::min<size_t>(word.size(), kShortWord) - low);
}

// The definition.
void ShinglesPlain(std::span<const uint64_t> units, int length, uint64_t* out) {
  const size_t n = ShingleCount(units.size(), length);
  const size_t k = std::min<size_t>(static_cast<size_t>(length), units.size());
  for (size_t i = 0; i < n; ++i) {
    uint64_t h = 0;
    for (size_t j = 0; j < k; ++j) h = std::rotl(h, kRotate) ^ units[i + j];
    h ^= h >> 32;
    h *= kMultiply[4];
    out[i] = h ^ (h >> 29);
  }
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_SHINGLE_HASH_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Words that are copied first and then hashed: loads would wait for stores just before them.
constexpr size_t kTogether = 64;

// Copies the first 16 bytes of a word; where it ends before, zeros follow. Reads 16 bytes.
HWY_INLINE void CopyWord(const char* word, size_t size, uint64_t* halves) {
#if HWY_TARGET == HWY_SCALAR  // whose vectors are of one byte
  halves[0] = halves[1] = 0;
  std::memcpy(halves, word, std::min(size, kShortWord));
#else
  const hn::FixedTag<uint8_t, kShortWord> d;
  const auto mask = hn::LoadU(d, kFirstBytes.data() + kShortWord - std::min(size, kShortWord));
  const auto bytes = hn::LoadU(d, reinterpret_cast<const uint8_t*>(word));
  hn::Store(hn::And(bytes, mask), d, reinterpret_cast<uint8_t*>(halves));
#endif
}

// Hashes of kTogether words of up to 16 bytes: the first 8 of a word and the next 8, word after
// word.
HWY_INLINE void HashHalves(const uint64_t* halves, uint64_t seed, uint64_t* out) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  const auto m1 = hn::Set(d, kMultiply[1]), m2 = hn::Set(d, kMultiply[2]);
  const auto m3 = hn::Set(d, kMultiply[3]);
  const auto seed_low = hn::Set(d, seed), seed_high = hn::Set(d, seed * kMultiply[0]);
  for (size_t i = 0; i < kTogether; i += lanes) {
    hn::Vec<decltype(d)> low, high;
    hn::LoadInterleaved2(d, halves + 2 * i, low, high);
    auto a = hn::Mul(hn::Xor(low, seed_low), m1);
    a = hn::Xor(a, hn::ShiftRight<32>(a));
    auto b = hn::Mul(hn::Xor(high, seed_high), m2);
    b = hn::Xor(b, hn::ShiftRight<29>(b));
    const auto h = hn::Add(hn::Mul(a, m3), b);
    hn::StoreU(hn::Xor(h, hn::ShiftRight<32>(h)), d, out + i);
  }
}

void HashAllWords(const Words& words, uint64_t seed, uint64_t* out) {
  HWY_ALIGN uint64_t halves[2 * kTogether] = {}, last[kTogether];
  const char* const bytes = words.bytes();
  for (size_t i = 0; i < words.size(); i += kTogether) {
    const size_t n = std::min(kTogether, words.size() - i);
    const uint32_t* edges = words.edges() + 2 * i;
    size_t longest = 0;
    for (size_t j = 0; j < n; ++j) {
      const size_t size = edges[2 * j + 1] - edges[2 * j];
      CopyWord(bytes + edges[2 * j], size, halves + 2 * j);
      longest = std::max(longest, size);
    }
    if (n == kTogether) {
      HashHalves(halves, seed, out + i);
    } else {
      HashHalves(halves, seed, last);
      std::copy_n(last, n, out + i);
    }
    if (HWY_LIKELY(longest <= kShortWord)) continue;
    for (size_t j = i; j < i + n; ++j) {
      if (words.Word(j).size() > kShortWord) out[j] = HashWord(words.Word(j), seed);
    }
  }
}

// kLength is the length, if that is known; else 0.
template <int kLength>
void ShinglesOf(std::span<const uint64_t> units, int length, uint64_t* out) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  const auto k = static_cast<size_t>(kLength > 0 ? kLength : length);
  const size_t n = units.size() - k + 1;
  const auto multiply = hn::Set(d, kMultiply[4]);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto h = hn::LoadU(d, units.data() + i);
    for (size_t j = 1; j < k; ++j) {
      h = hn::RotateRight<64 - kRotate>(h);
      h = hn::Xor(h, hn::LoadU(d, units.data() + i + j));
    }
    h = hn::Mul(hn::Xor(h, hn::ShiftRight<32>(h)), multiply);
    hn::StoreU(hn::Xor(h, hn::ShiftRight<29>(h)), d, out + i);
  }
  if (i < n) ShinglesPlain(units.subspan(i), length, out + i);
}

void Shingles(std::span<const uint64_t> units, int length, uint64_t* out) {
  constexpr int kUsual = 5;
  if (units.size() < static_cast<size_t>(length)) return ShinglesPlain(units, length, out);
  length == kUsual ? ShinglesOf<kUsual>(units, length, out) : ShinglesOf<0>(units, length, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
HWY_EXPORT(HashAllWords);
HWY_EXPORT(Shingles);

uint64_t HashWord(std::string_view word, uint64_t seed) {
  if (word.size() > kShortWord) return XXH3_64bits_withSeed(word.data(), word.size(), seed);
  uint64_t a = (Low(word) ^ seed) * kMultiply[1];
  a ^= a >> 32;
  uint64_t b = (High(word) ^ (seed * kMultiply[0])) * kMultiply[2];
  b ^= b >> 29;
  const uint64_t h = a * kMultiply[3] + b;
  return h ^ (h >> 32);
}

void HashWords(const Words& words, uint64_t seed, Simd simd, uint64_t* out) {
  // The kernel takes pairs of edges, and bytes of words, for one number each.
  if (simd == Simd::Scalar() || std::endian::native == std::endian::big) {
    for (size_t i = 0; i < words.size(); ++i) out[i] = HashWord(words.Word(i), seed);
    return;
  }
  PickTarget(HWY_DISPATCH_TABLE(HashAllWords), simd)(words, seed, out);
}

size_t ShingleCount(size_t units, int length) {
  const auto k = static_cast<size_t>(length);
  return units == 0 ? 0 : units < k ? 1 : units - k + 1;
}

void HashShingles(std::span<const uint64_t> units, int length, Simd simd, uint64_t* out) {
  assert(length >= 1 && length <= kLongestShingle);
  if (simd == Simd::Scalar()) return ShinglesPlain(units, length, out);
  PickTarget(HWY_DISPATCH_TABLE(Shingles), simd)(units, length, out);
}

}  // namespace nearcopy
#endif  // HWY_ONCE
