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

// The hashes of words of up to 16 bytes: the first 8 and the next 8, zeros where there are none.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V HashHalves(D d, V low, V high, uint64_t seed) {
  auto a = hn::Mul(hn::Xor(low, hn::Set(d, seed)), hn::Set(d, kMultiply[1]));
  a = hn::Xor(a, hn::ShiftRight<32>(a));
  auto b = hn::Mul(hn::Xor(high, hn::Set(d, seed * kMultiply[0])), hn::Set(d, kMultiply[2]));
  b = hn::Xor(b, hn::ShiftRight<29>(b));
  const auto h = hn::Add(hn::Mul(a, hn::Set(d, kMultiply[3])), b);
  return hn::Xor(h, hn::ShiftRight<32>(h));
}

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

// Hashes words one after the other, up to kTogether of them, which are copied first: loads would
// wait for the stores.
constexpr size_t kTogether = 64;
void HashCopied(const Words& words, size_t from, size_t end, uint64_t seed, uint64_t* out) {
  const hn::ScalableTag<uint64_t> d;
  HWY_ALIGN uint64_t halves[2 * kTogether], hashes[kTogether];
  size_t longest = 0;
  for (size_t i = from; i < end; ++i) {
    const std::string_view word = words.Word(i);
    CopyWord(word.data(), word.size(), halves + 2 * (i - from));
    longest = std::max(longest, word.size());
  }
  const size_t n = end - from, whole = hwy::RoundUpTo(n, hn::Lanes(d));
  std::fill(halves + 2 * n, halves + 2 * whole, 0);
  for (size_t i = 0; i < n; i += hn::Lanes(d)) {
    hn::Vec<decltype(d)> low, high;
    hn::LoadInterleaved2(d, halves + 2 * i, low, high);
    hn::Store(HashHalves(d, low, high, seed), d, hashes + i);
  }
  std::copy_n(hashes, n, out + from);
  if (longest <= kShortWord) return;
  for (size_t i = from; i < end; ++i) {
    if (words.Word(i).size() > kShortWord) out[i] = HashWord(words.Word(i), seed);
  }
}

#if HWY_TARGET <= HWY_AVX3_DL
// Eight words side by side are looked up in the 128 bytes from the first one on: a load for each
// would take longer than all else. Highway has no such lookup.
constexpr size_t kLanes = 8, kWindow = 128;

// Hashes up to 64 times eight words, and returns which eights are to be hashed in another way: with
// a word that is too long, or that ends behind the window. Not inline: beside calls, its constants
// would be loaded again and again.
HWY_NOINLINE uint64_t HashEights(const char* bytes, const uint32_t* edges, size_t eights,
                                 uint64_t seed, uint64_t* out) {
  static_assert(kWindow <= Words::kPadding);
  const hn::Full512<uint64_t> d;
  const hn::Full512<uint32_t> d32;
  const hn::Full512<uint8_t> d8;
  const auto low_place = hn::And(hn::Iota(d8, 0), hn::Set(d8, 7));  // of a byte in its word
  const auto high_place = hn::Add(low_place, hn::Set(d8, 8));
  const auto lane = hn::AndNot(hn::Set(d8, 7), hn::Iota(d8, 0));  // where one begins
  const auto most = hn::Set(d, uint64_t{kShortWord});
  const auto lowest_byte = [&](auto v) {  // of each lane, eight times
    return hn::Vec<decltype(d8)>{_mm512_permutexvar_epi8(lane.raw, v.raw)};
  };
  uint64_t others = 0;
  for (size_t i = 0; i < eights; ++i, edges += 2 * kLanes, out += kLanes) {
    const auto edge = hn::LoadU(d, reinterpret_cast<const uint64_t*>(edges));
    const auto begin = hn::Sub(hn::BitCast(d32, edge), hn::Set(d32, edges[0]));
    const auto size = hn::Sub(hn::ShiftRight<32>(edge), hn::And(edge, hn::Set(d, 0xffffffff)));
    const auto begins = lowest_byte(begin), sizes = lowest_byte(hn::Min(size, most));
    const auto* const window = reinterpret_cast<const uint8_t*>(bytes + edges[0]);
    const auto first = hn::LoadU(d8, window), second = hn::LoadU(d8, window + kWindow / 2);
    const auto half = [&](auto place) {  // zeros where the word has ended
      const auto within = hn::Lt(place, sizes);
      return hn::Vec<decltype(d)>{_mm512_maskz_permutex2var_epi8(
          within.raw, first.raw, hn::Add(begins, place).raw, second.raw)};
    };
    hn::StoreU(HashHalves(d, half(low_place), half(high_place), seed), d, out);
    const bool far = edges[2 * kLanes - 2] - edges[0] > kWindow - kShortWord;
    others |= uint64_t{far || !hn::AllFalse(d, hn::Gt(size, most))} << i;
  }
  return others;
}

void HashAllWords(const Words& words, uint64_t seed, uint64_t* out) {
  constexpr size_t kMostEights = 64;
  const size_t eights = words.size() / kLanes;
  for (size_t i = 0; i < eights; i += kMostEights) {
    uint64_t others = HashEights(words.bytes(), words.edges() + 2 * kLanes * i,
                                 std::min(kMostEights, eights - i), seed, out + kLanes * i);
    for (; others != 0; others &= others - 1) {
      const size_t from = kLanes * (i + static_cast<size_t>(std::countr_zero(others)));
      HashCopied(words, from, from + kLanes, seed, out);
    }
  }
  HashCopied(words, kLanes * eights, words.size(), seed, out);
}
#else
void HashAllWords(const Words& words, uint64_t seed, uint64_t* out) {
  for (size_t i = 0; i < words.size(); i += kTogether) {
    HashCopied(words, i, std::min(words.size(), i + kTogether), seed, out);
  }
}
#endif

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

#if HWY_TARGET <= HWY_AVX3
// Runs of five from pairs of pairs, of which each is made once: loads that lie across two lines of
// the cache are what bounds the other way.
void ShinglesOfFive(std::span<const uint64_t> units, uint64_t* out) {
  const hn::Full512<uint64_t> d;
  constexpr size_t kEight = 8;
  const size_t n = units.size() - 4;
  const uint64_t* const u = units.data();
  const auto multiply = hn::Set(d, kMultiply[4]);
  const auto pairs_at = [&](size_t i) {
    return hn::Xor(hn::RotateRight<64 - kRotate>(hn::LoadU(d, u + i)), hn::LoadU(d, u + i + 1));
  };
  size_t i = 0;
  if (n >= 2 * kEight) {
    auto pairs = pairs_at(0);
    for (; i + 2 * kEight <= n; i += kEight) {
      const auto next = pairs_at(i + kEight);
      const hn::Vec<decltype(d)> behind{_mm512_alignr_epi64(next.raw, pairs.raw, 2)};
      const auto four = hn::Xor(hn::RotateRight<64 - 2 * kRotate>(pairs), behind);
      auto h = hn::Xor(hn::RotateRight<64 - kRotate>(four), hn::LoadU(d, u + i + 4));
      h = hn::Mul(hn::Xor(h, hn::ShiftRight<32>(h)), multiply);
      hn::StoreU(hn::Xor(h, hn::ShiftRight<29>(h)), d, out + i);
      pairs = next;
    }
  }
  ShinglesOf<5>(units.subspan(i), 5, out + i);
}
#endif

void Shingles(std::span<const uint64_t> units, int length, uint64_t* out) {
  constexpr int kUsual = 5;
  if (units.size() < static_cast<size_t>(length)) return ShinglesPlain(units, length, out);
#if HWY_TARGET <= HWY_AVX3
  if (length == kUsual) return ShinglesOfFive(units, out);
#endif
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
