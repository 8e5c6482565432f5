#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/text/ascii_words.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <array>
#include <bit>
#include <cstring>

#include "hwy/highway.h"
#include "nearcopy/text/ascii_words.h"
#include "nearcopy/text/block_masks-inl.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_TEXT_ASCII_WORDS_CC_
#define NEARCOPY_TEXT_ASCII_WORDS_CC_
namespace nearcopy {
namespace {

constexpr std::array<char, 256> kAsciiWord = [] {
  std::array<char, 256> t{};
  for (int c = '0'; c <= '9'; ++c) t[c] = static_cast<char>(c);
  for (int c = 'a'; c <= 'z'; ++c) t[c] = t[c - 'a' + 'A'] = static_cast<char>(c);
  return t;
}();

// Whether three bytes are a dash, a quote or dots of U+2010 to U+2026. They belong to no word, and
// no mark composes with them. U+2017 stays out: its form has a mark.
inline bool IsPunctuation(const char* at) {
  return at[0] == '\xe2' && at[1] == '\x80' && at[2] >= '\x90' && at[2] <= '\xa6' &&
         at[2] != '\x97';
}

const char* CutAsciiPlain(const char* in, const char* end, WordEdges* words) {
  const auto write = [words](char c) {  // 0 for what belongs to no word
    *words->out++ = c != 0 ? c : ' ';
    if ((c != 0) != words->inside) *words->edge++ = words->at;
    words->inside = c != 0;
    ++words->at;
  };
  while (in != end) {
    if (static_cast<signed char>(*in) >= 0) {
      write(kAsciiWord[static_cast<unsigned char>(*in++)]);
    } else if (end - in >= 3 && IsPunctuation(in)) {
      for (int i = 0; i < 3; ++i, ++in) write(0);
    } else {
      break;
    }
  }
  return in;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_TEXT_ASCII_WORDS_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR  // whose vectors of one byte are slower than a table
const char* Cut(const char* in, const char* end, WordEdges* words) {
  return CutAsciiPlain(in, end, words);
}
#else

struct Masks {
  uint64_t word = 0, beyond_ascii = 0;
};

// Writes a block in lower case; bytes that belong to no word stay as they are.
HWY_INLINE Masks Classify(const char* in, char* out) {
  const hn::CappedTag<uint8_t, kBlock> d;
  const size_t lanes = hn::Lanes(d);
  const auto to_lower = hn::Set(d, 0x20), letters = hn::Set(d, 26), digits = hn::Set(d, 10);
  Masks masks;
  for (size_t i = 0; i < kBlock; i += lanes) {
    const auto bytes = hn::LoadU(d, reinterpret_cast<const uint8_t*>(in) + i);
    const auto upper = hn::Lt(hn::Sub(bytes, hn::Set(d, 'A')), letters);
    const auto lower = hn::Or(bytes, hn::IfThenElseZero(upper, to_lower));
    const auto word = hn::Or(hn::Lt(hn::Sub(lower, hn::Set(d, 'a')), letters),
                             hn::Lt(hn::Sub(bytes, hn::Set(d, '0')), digits));
    hn::StoreU(lower, d, reinterpret_cast<uint8_t*>(out) + i);
    masks.word |= Bits(d, word) << i;
    masks.beyond_ascii |= Bits(d, hn::Gt(bytes, hn::Set(d, 0x7f))) << i;
  }
  return masks;
}

// Takes the whole characters of IsPunctuation out of the bytes that are beyond ASCII.
HWY_INLINE uint64_t WithoutPunctuation(const char* block, uint64_t beyond) {
  while (beyond != 0) {
    const int place = std::countr_zero(beyond);
    if ((beyond >> place & 7) != 7 || !IsPunctuation(block + place)) break;
    beyond &= ~(uint64_t{7} << place);
  }
  return beyond;
}

const char* Cut(const char* in, const char* end, WordEdges* words) {
  WordEdges w = *words;
  uint64_t carry = w.inside;
  while (in != end) {
    const auto left = static_cast<size_t>(end - in);
    alignas(kBlock) char last[kBlock];
    const char* block = in;
    if (left < kBlock) {
      std::memcpy(last, in, left);
      block = last;
    }
    const Masks masks = Classify(block, w.out);
    size_t size = left < kBlock ? left : kBlock;
    uint64_t within = left < kBlock ? (uint64_t{1} << left) - 1 : ~uint64_t{0};
    uint64_t beyond = masks.beyond_ascii & within;
    if (HWY_UNLIKELY(beyond != 0)) beyond = WithoutPunctuation(block, beyond);
    if (HWY_UNLIKELY(beyond != 0)) {
      size = static_cast<size_t>(std::countr_zero(beyond));
      within = (uint64_t{1} << size) - 1;
    }
    const uint64_t word = masks.word & within;
    // Behind the last byte no edge is known yet.
    const uint64_t edges = (word ^ (word << 1 | carry)) & within;
    Flatten(edges, w.at, w.edge);
    w.edge += std::popcount(edges);
    if (size != 0) carry = word >> (size - 1) & 1;
    w.out += size;
    w.at += static_cast<uint32_t>(size);
    in += size;
    if (HWY_UNLIKELY(beyond != 0)) break;
  }
  w.inside = carry != 0;
  *words = w;
  return in;
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
HWY_EXPORT(Cut);

CutAscii CutAsciiWith(Simd simd) {
  return simd == Simd::Scalar() ? &CutAsciiPlain : PickTarget(HWY_DISPATCH_TABLE(Cut), simd);
}

char AsciiWordCharacter(char c) { return kAsciiWord[static_cast<unsigned char>(c)]; }

}  // namespace nearcopy
#endif  // HWY_ONCE
