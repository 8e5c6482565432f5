#include "nearcopy/text/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <limits>

#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

// Blocks of scripts that are written without spaces: each character is a word.
constexpr struct {
  int32_t first, last;
} kOwnWord[] = {{0x0e00, 0x0e7f}, {0x0e80, 0x0eff}, {0x1000, 0x109f}, {0x1780, 0x17ff},
                {0x2e80, 0x2eff}, {0x3005, 0x3007}, {0x3040, 0x30ff}, {0x31f0, 0x31ff},
                {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};

bool IsOwnWord(int32_t c) {
  return std::any_of(std::begin(kOwnWord), std::end(kOwnWord),
                     [c](auto r) { return r.first <= c && c <= r.last; });
}

bool IsWordCharacter(int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// The lower-case letter or digit that an ASCII character stands for, else 0.
constexpr std::array<char, 256> kAsciiWord = [] {
  std::array<char, 256> t{};
  for (int c = '0'; c <= '9'; ++c) t[c] = static_cast<char>(c);
  for (int c = 'a'; c <= 'z'; ++c) t[c] = t[c - 'a' + 'A'] = static_cast<char>(c);
  return t;
}();

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

void AppendAscii(std::string_view text, Words* words) {
  const size_t base = words->bytes.size();
  words->bytes.resize(base + text.size());
  bool inside = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = kAsciiWord[static_cast<unsigned char>(text[i])];
    words->bytes[base + i] = c != 0 ? c : ' ';
    if ((c != 0) == inside) continue;
    (inside ? words->end : words->begin).push_back(static_cast<uint32_t>(base + i));
    inside = !inside;
  }
  if (inside) words->end.push_back(static_cast<uint32_t>(base + text.size()));
}

void CloseDocument(Words* words) {
  assert(words->bytes.size() <= std::numeric_limits<uint32_t>::max());
  words->first_word.push_back(static_cast<uint32_t>(words->begin.size()));
}

}  // namespace

void Words::Clear() {
  bytes.clear();
  begin.clear();
  end.clear();
  first_word.assign(1, 0);
}

void AppendWordsGeneral(std::string_view text, Words* words) {
  std::vector<int32_t> points;
  NormalForm(text, &points);
  bool inside = false;
  auto close = [&] {
    if (inside) words->end.push_back(static_cast<uint32_t>(words->bytes.size()));
    inside = false;
  };
  for (int32_t c : points) {
    if (!IsWordCharacter(c)) {
      close();
      continue;
    }
    const bool own = IsOwnWord(c);
    if (own) close();
    if (!inside) words->begin.push_back(static_cast<uint32_t>(words->bytes.size()));
    inside = true;
    utf8proc_uint8_t encoded[4];
    const auto n = utf8proc_encode_char(c, encoded);
    words->bytes.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(n));
    if (own) close();
  }
  close();
  CloseDocument(words);
}

void AppendWords(std::string_view text, Words* words) {
  if (!IsAscii(text)) return AppendWordsGeneral(text, words);
  AppendAscii(text, words);
  CloseDocument(words);
}

}  // namespace nearcopy
