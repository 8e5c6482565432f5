#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/shingle/hash.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <xxhash.h>

#include <algorithm>
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

size_t ShinglesOf(size_t units, int length) {
  const auto k = static_cast<size_t>(length);
  return units == 0 ? 0 : units < k ? 1 : units - k + 1;
}

// Writes ShinglesOf(units.size(), length) hashes: the definition.
void ShinglesPlain(std::span<const uint64_t> units, int length, uint64_t* out) {
  const size_t n = ShinglesOf(units.size(), length);
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

// Words of up to 16 bytes, a vector of them at a time; the caller mends the longer ones.
void HashShortWords(const Words& words, uint64_t seed, uint64_t* out) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  HWY_ALIGN uint64_t low[HWY_MAX_BYTES / 8], high[HWY_MAX_BYTES / 8];
  const auto m1 = hn::Set(d, kMultiply[1]), m2 = hn::Set(d, kMultiply[2]);
  const auto m3 = hn::Set(d, kMultiply[3]);
  const auto seed_low = hn::Set(d, seed), seed_high = hn::Set(d, seed * kMultiply[0]);
  size_t i = 0;
  for (; i + lanes <= words.size(); i += lanes) {
    for (size_t j = 0; j < lanes; ++j) {
      low[j] = Low(words.Word(i + j));
      high[j] = High(words.Word(i + j));
    }
    auto a = hn::Mul(hn::Xor(hn::Load(d, low), seed_low), m1);
    a = hn::Xor(a, hn::ShiftRight<32>(a));
    auto b = hn::Mul(hn::Xor(hn::Load(d, high), seed_high), m2);
    b = hn::Xor(b, hn::ShiftRight<29>(b));
    const auto h = hn::Add(hn::Mul(a, m3), b);
    hn::StoreU(hn::Xor(h, hn::ShiftRight<32>(h)), d, out + i);
  }
  for (; i < words.size(); ++i) out[i] = HashWord(words.Word(i), seed);
}

void Shingles(std::span<const uint64_t> units, int length, uint64_t* out) {
  const hn::ScalableTag<uint64_t> d;
  const size_t lanes = hn::Lanes(d);
  const size_t n = ShinglesOf(units.size(), length);
  const auto multiply = hn::Set(d, kMultiply[4]);
  size_t i = 0;
  for (; i + lanes <= n && units.size() >= static_cast<size_t>(length); i += lanes) {
    auto h = hn::LoadU(d, units.data() + i);
    for (size_t j = 1; j < static_cast<size_t>(length); ++j) {
      h = hn::Or(hn::ShiftLeft<kRotate>(h), hn::ShiftRight<64 - kRotate>(h));
      h = hn::Xor(h, hn::LoadU(d, units.data() + i + j));
    }
    h = hn::Mul(hn::Xor(h, hn::ShiftRight<32>(h)), multiply);
    hn::StoreU(hn::Xor(h, hn::ShiftRight<29>(h)), d, out + i);
  }
  if (i < n) ShinglesPlain(units.subspan(i), length, out + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
HWY_EXPORT(HashShortWords);
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

void HashWords(const Words& words, uint64_t seed, Simd simd, std::vector<uint64_t>* out) {
  out->resize(words.size());
  if (simd == Simd::Scalar()) {
    for (size_t i = 0; i < words.size(); ++i) (*out)[i] = HashWord(words.Word(i), seed);
    return;
  }
  PickTarget(HWY_DISPATCH_TABLE(HashShortWords), simd)(words, seed, out->data());
  for (size_t i = 0; i < words.size(); ++i) {
    if (words.end[i] - words.begin[i] > kShortWord) (*out)[i] = HashWord(words.Word(i), seed);
  }
}

void AppendShingleHashes(std::span<const uint64_t> units, int length, Simd simd,
                         std::vector<uint64_t>* out) {
  assert(length >= 1 && length <= kLongestShingle);
  const size_t before = out->size();
  out->resize(before + ShinglesOf(units.size(), length));
  if (simd == Simd::Scalar()) return ShinglesPlain(units, length, out->data() + before);
  PickTarget(HWY_DISPATCH_TABLE(Shingles), simd)(units, length, out->data() + before);
}

}  // namespace nearcopy
#endif  // HWY_ONCE
