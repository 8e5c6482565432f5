#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/io/json_string.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <array>
#include <bit>
#include <cstdint>
#include <optional>

#include "hwy/highway.h"
#include "nearcopy/io/json_string.h"
#include "nearcopy/io/utf8.h"
#include "nearcopy/text/simd-inl.h"

#ifndef NEARCOPY_IO_JSON_STRING_CC_
#define NEARCOPY_IO_JSON_STRING_CC_
namespace nearcopy {
namespace {

// What a character behind a backslash stands for, else 0.
constexpr std::array<char, 256> kSimple = [] {
  std::array<char, 256> t{};
  for (unsigned char same : {'"', '\\', '/'}) t[same] = static_cast<char>(same);
  t['b'] = '\b';
  t['f'] = '\f';
  t['n'] = '\n';
  t['r'] = '\r';
  t['t'] = '\t';
  return t;
}();

// What a hexadecimal digit is worth; of any other character a value with a bit over the lower four.
constexpr std::array<uint8_t, 256> kHex = [] {
  std::array<uint8_t, 256> t{};
  for (uint8_t& value : t) value = 0xff;
  for (int i = 0; i < 10; ++i) t['0' + i] = static_cast<uint8_t>(i);
  for (int i = 0; i < 6; ++i) t['a' + i] = t['A' + i] = static_cast<uint8_t>(10 + i);
  return t;
}();

std::optional<char32_t> TakeHex4(std::string_view* raw) {
  if (raw->size() < 4) return std::nullopt;
  char32_t value = 0;
  uint8_t seen = 0;
  for (size_t i = 0; i < 4; ++i) {
    const uint8_t digit = kHex[static_cast<unsigned char>((*raw)[i])];
    seen |= digit;
    value = value << 4 | digit;
  }
  if (seen > 0xf) return std::nullopt;
  raw->remove_prefix(4);
  return value;
}

bool IsHighSurrogate(char32_t c) { return c >= 0xd800 && c <= 0xdbff; }
bool IsLowSurrogate(char32_t c) { return c >= 0xdc00 && c <= 0xdfff; }

// Takes what follows \u, and a second escape where the first is a high surrogate.
EscapeError TakeCodePoint(std::string_view* raw, char32_t* point) {
  const std::optional<char32_t> first = TakeHex4(raw);
  if (!first) return EscapeError::kBadEscape;
  if (IsLowSurrogate(*first)) return EscapeError::kLoneSurrogate;
  *point = *first;
  if (!IsHighSurrogate(*first)) return EscapeError::kNone;
  if (raw->substr(0, 2) != "\\u") return EscapeError::kLoneSurrogate;
  raw->remove_prefix(2);
  const std::optional<char32_t> second = TakeHex4(raw);
  if (!second) return EscapeError::kBadEscape;
  if (!IsLowSurrogate(*second)) return EscapeError::kLoneSurrogate;
  *point = 0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00);
  return EscapeError::kNone;
}

// Takes an escape, behind its backslash, and writes what it stands for to *out, up to 4 bytes.
EscapeError TakeEscape(std::string_view* raw, char** out) {
  if (raw->empty()) return EscapeError::kBadEscape;
  const char escape = raw->front();
  raw->remove_prefix(1);
  if (const char simple = kSimple[static_cast<unsigned char>(escape)]; simple != 0) {
    *(*out)++ = simple;
    return EscapeError::kNone;
  }
  if (escape != 'u') return EscapeError::kBadEscape;
  char32_t point = 0;
  const EscapeError error = TakeCodePoint(raw, &point);
  if (error == EscapeError::kNone) *out = WriteUtf8(point, *out);
  return error;
}

// The same at the backslash; reads kLongestEscape bytes, which the padding covers.
bool TakeEscapeAt(const char** at, char** out) {
  constexpr size_t kLongestEscape = 12;  // a surrogate pair
  std::string_view escape(*at + 1, kLongestEscape - 1);
  if (TakeEscape(&escape, out) != EscapeError::kNone) return false;
  *at = escape.data();
  return true;
}

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_IO_JSON_STRING_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Writes a whole vector, and finds the first byte of it that is not plain.
template <class D, class V = hn::Vec<D>>
HWY_INLINE intptr_t CopyPlain(D d, const char* at, char* out, V* seen) {
  const auto bytes = hn::LoadU(d, reinterpret_cast<const uint8_t*>(at));
  *seen = hn::Or(*seen, bytes);
  hn::StoreU(bytes, d, reinterpret_cast<uint8_t*>(out));
  const auto quote = hn::Eq(bytes, hn::Set(d, uint8_t{'"'}));
  const auto backslash = hn::Eq(bytes, hn::Set(d, uint8_t{'\\'}));
  const auto control = hn::Lt(bytes, hn::Set(d, uint8_t{' '}));
  return hn::FindFirstTrue(d, hn::Or(hn::Or(quote, backslash), control));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE bool IsAscii(D d, V seen) {
  return hn::AllTrue(d, hn::Lt(seen, hn::Set(d, uint8_t{0x80})));
}

#if HWY_TARGET <= HWY_AVX3_DL
constexpr uint8_t kTop = 0x80;

// What an ASCII character behind a backslash stands for, with the top bit; else 0. No backslash: of
// two, the byte before alone does not say which is escaped.
alignas(64) constexpr std::array<uint8_t, 128> kSimpleWithTop = [] {
  std::array<uint8_t, 128> t{};
  for (size_t c = 0; c < t.size(); ++c) {
    if (kSimple[c] != 0 && c != '\\') t[c] = static_cast<uint8_t>(kSimple[c]) | kTop;
  }
  return t;
}();

// Takes plain bytes and simple escapes up to the first that is neither, which may be its quote, an
// escape, or no part of a string. The byte before `at` is plain. Has no branch at escapes: they
// stand anywhere, so that most would be mispredicted. Calls in it would take the constants from
// their registers; and what goes from a mask to another register or back takes two cycles.
HWY_NOINLINE TakenString TakeSimple(const char* at, char* out) {
  const __m512i low = _mm512_load_si512(kSimpleWithTop.data());
  const __m512i high = _mm512_load_si512(kSimpleWithTop.data() + 64);
  const __m512i top = _mm512_set1_epi8(static_cast<char>(kTop));
  const __m512i backslash = _mm512_set1_epi8('\\');
  const __m512i space = _mm512_set1_epi8(' ');
  const __m512i quote_to_space = _mm512_set1_epi8('"' ^ ' ');
  __m512i seen = _mm512_setzero_si512();
  for (;;) {
    const __m512i bytes = _mm512_loadu_si512(at);
    seen = _mm512_or_si512(seen, bytes);
    const __mmask64 escaped = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at - 1), backslash);
    const __mmask64 kept = _mm512_cmpneq_epi8_mask(bytes, backslash);
    const __m512i meant = _mm512_permutex2var_epi8(low, bytes, high);
    const __m512i said = _mm512_mask_mov_epi8(bytes, escaped, _mm512_xor_si512(meant, top));
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, said));
    // To be at most a space: control characters; quotes, which trade places with the space; of
    // what is escaped, all that is not simple.
    const __m512i probe = _mm512_mask_mov_epi8(_mm512_xor_si512(bytes, quote_to_space), escaped,
                                               _mm512_andnot_si512(bytes, meant));
    const __mmask64 stops = _mm512_cmple_epu8_mask(probe, space);
    if (_kortestz_mask64_u8(stops, stops)) {
      at += 64;
      out += std::popcount(static_cast<uint64_t>(kept));
      continue;
    }
    const int stop = std::countr_zero(static_cast<uint64_t>(stops));
    at += stop - static_cast<int>(escaped >> stop & 1);  // to the backslash
    out += std::popcount(kept & ((uint64_t{1} << stop) - 1));
    return {at, out, _mm512_movepi8_mask(seen) == 0};
  }
}

HWY_NOINLINE TakenString TakeLong(const char* at, char* out) {
  const hn::Full512<uint8_t> d;
  for (bool ascii = true;;) {
    auto seen = hn::Zero(d);
    const intptr_t plain = CopyPlain(d, at, out, &seen);
    ascii &= IsAscii(d, seen);
    const intptr_t size = plain < 0 ? 64 : plain;
    at += size;
    out += size;
    // TakeSimple stops at others, which often stand close together: such steps take less time.
    if (plain < 0 || (plain > 0 && *at == '\\' && at[1] != 'u' && at[1] != '\\')) {
      const TakenString simple = TakeSimple(at, out);
      at = simple.end;
      out = simple.out_end;
      ascii &= simple.ascii;
    }
    if (*at == '"') return {at, out, ascii};
    if (*at != '\\' || !TakeEscapeAt(&at, &out)) return {nullptr, nullptr, false};
  }
}

// Most strings are short and plain.
TakenString TakeStringKernel(const char* at, char* out) {
  const hn::Full512<uint8_t> d;
  auto seen = hn::Zero(d);
  const intptr_t plain = CopyPlain(d, at, out, &seen);
  if (plain >= 0 && at[plain] == '"') return {at + plain, out + plain, IsAscii(d, seen)};
  return TakeLong(at, out);
}
#else
// Writes whole vectors, then goes back to the first byte that is not plain.
TakenString TakeStringKernel(const char* at, char* out) {
  const hn::CappedTag<uint8_t, kBlockPadding> d;
  auto seen = hn::Zero(d);
  for (;;) {
    const intptr_t plain = CopyPlain(d, at, out, &seen);
    if (plain < 0) {
      at += hn::Lanes(d);
      out += hn::Lanes(d);
      continue;
    }
    at += plain;
    out += plain;
    if (*at == '"') return {at, out, IsAscii(d, seen)};
    if (*at != '\\') return {nullptr, nullptr, false};
    if (const char simple = kSimple[static_cast<unsigned char>(at[1])]; simple != 0) {
      *out++ = simple;
      at += 2;
      continue;
    }
    const char* behind = at;  // for `at` and `out` themselves would leave their registers
    char* end = out;
    if (!TakeEscapeAt(&behind, &end)) return {nullptr, nullptr, false};
    at = behind;
    out = end;
  }
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace nearcopy
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nearcopy {
HWY_EXPORT(TakeStringKernel);

TakeString StringTaker(Simd simd) { return PickTarget(HWY_DISPATCH_TABLE(TakeStringKernel), simd); }

EscapeError Unescape(std::string_view raw, Bytes* out) {
  while (!raw.empty()) {
    const std::string_view plain = raw.substr(0, raw.find('\\'));
    if (out != nullptr) out->Append(plain);
    raw.remove_prefix(plain.size());
    if (raw.empty()) break;
    raw.remove_prefix(1);
    char said[4];
    char* end = said;
    const EscapeError error = TakeEscape(&raw, &end);
    if (error != EscapeError::kNone) return error;
    if (out != nullptr) out->Append({said, static_cast<size_t>(end - said)});
  }
  return EscapeError::kNone;
}

}  // namespace nearcopy
#endif  // HWY_ONCE
