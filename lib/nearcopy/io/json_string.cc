#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearcopy/io/json_string.cc"  // once more for every target
#include "hwy/foreach_target.h"
// Highway wants foreach_target first.
#include <array>
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

}  // namespace
}  // namespace nearcopy
#endif  // NEARCOPY_IO_JSON_STRING_CC_

HWY_BEFORE_NAMESPACE();
namespace nearcopy {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Writes whole vectors, then goes back to the first byte that is not plain.
TakenString TakeStringKernel(const char* at, char* out) {
  constexpr size_t kLongestEscape = 12;  // a surrogate pair; the padding covers it
  const hn::CappedTag<uint8_t, kBlockPadding> d;
  const auto quote = hn::Set(d, uint8_t{'"'});
  const auto backslash = hn::Set(d, uint8_t{'\\'});
  const auto space = hn::Set(d, uint8_t{' '});
  auto seen = hn::Zero(d);
  for (;;) {
    const auto bytes = hn::LoadU(d, reinterpret_cast<const uint8_t*>(at));
    seen = hn::Or(seen, bytes);
    hn::StoreU(bytes, d, reinterpret_cast<uint8_t*>(out));
    const intptr_t plain = hn::FindFirstTrue(
        d, hn::Or(hn::Or(hn::Eq(bytes, quote), hn::Eq(bytes, backslash)), hn::Lt(bytes, space)));
    if (plain < 0) {
      at += hn::Lanes(d);
      out += hn::Lanes(d);
      continue;
    }
    at += plain;
    out += plain;
    if (*at == '"') return {at, out, hn::AllTrue(d, hn::Lt(seen, hn::Set(d, uint8_t{0x80})))};
    if (*at != '\\') return {nullptr, nullptr, false};
    if (const char simple = kSimple[static_cast<unsigned char>(at[1])]; simple != 0) {
      *out++ = simple;
      at += 2;
      continue;
    }
    std::string_view escape(at + 1, kLongestEscape - 1);
    char* end = out;  // for `out` itself would leave its register
    if (TakeEscape(&escape, &end) != EscapeError::kNone) {
      return {nullptr, nullptr, false};
    }
    out = end;
    at = escape.data();
  }
}

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
