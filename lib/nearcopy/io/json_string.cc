#include "nearcopy/io/json_string.h"

#include <array>
#include <cstdint>
#include <optional>

#include "nearcopy/io/utf8.h"

namespace nearcopy {
namespace {

// What a character behind a backslash stands for, else 0.
char Simple(char escape) {
  switch (escape) {
    case '"':
    case '\\':
    case '/':
      return escape;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

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

}  // namespace

EscapeError Unescape(std::string_view raw, std::string* out) {
  while (!raw.empty()) {
    if (raw.front() != '\\') {
      const std::string_view plain = raw.substr(0, raw.find('\\'));
      if (out != nullptr) out->append(plain);
      raw.remove_prefix(plain.size());
      continue;
    }
    if (raw.size() < 2) return EscapeError::kBadEscape;
    const char escape = raw[1];
    raw.remove_prefix(2);
    if (const char simple = Simple(escape); simple != 0) {
      if (out != nullptr) out->push_back(simple);
      continue;
    }
    if (escape != 'u') return EscapeError::kBadEscape;
    char32_t point = 0;
    const EscapeError error = TakeCodePoint(&raw, &point);
    if (error != EscapeError::kNone) return error;
    if (out != nullptr) AppendUtf8(point, out);
  }
  return EscapeError::kNone;
}

}  // namespace nearcopy
