#include "nearcopy/io/utf8.h"

#include <cassert>

namespace nearcopy {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

struct Sequence {
  size_t length;  // of the character, or of the maximal subpart that is none
  bool valid;
};

// The sequence at the front of `text`, which is not empty.
Sequence FirstSequence(std::string_view text) {
  auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // The second byte's range keeps out overlong forms, surrogates and points over 10FFFF.
  unsigned char low = 0x80, high = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (size_t i = 1; i < length; ++i) {
    if (i == text.size() || byte(i) < low || byte(i) > high) return {i, false};
    low = 0x80, high = 0xbf;
  }
  return {length, true};
}

}  // namespace

size_t FirstInvalidUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const Sequence next = FirstSequence(text.substr(at));
    if (!next.valid) break;
    at += next.length;
  }
  return at;
}

void AppendReplacingInvalidUtf8(std::string_view text, std::string* out) {
  while (!text.empty()) {
    const size_t valid = FirstInvalidUtf8(text);
    out->append(text.substr(0, valid));
    text.remove_prefix(valid);
    if (text.empty()) break;
    out->append(kReplacement);
    text.remove_prefix(FirstSequence(text).length);
  }
}

void OffsetsBeforeReplacing(std::string_view text, std::span<uint64_t> offsets) {
  size_t in = 0;
  uint64_t out = 0;
  for (uint64_t& offset : offsets) {
    while (out < offset) {
      const Sequence next = FirstSequence(text.substr(in));
      in += next.length;
      out += next.valid ? next.length : kReplacement.size();
    }
    assert(out == offset);
    offset = in;
  }
}

char* WriteUtf8(char32_t point, char* out) {
  auto put = [&](char32_t byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3f));
    put(0x80 | (point >> 6 & 0x3f));
  }
  if (point >= 0x80) put(0x80 | (point & 0x3f));
  return out;
}

}  // namespace nearcopy
