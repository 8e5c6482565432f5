#include "nearcopy/text/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <iterator>
#include <limits>
#include <span>

#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

struct Range {
  int32_t first, last;
};

bool IsIn(std::span<const Range> ranges, int32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](Range r) { return r.first <= c && c <= r.last; });
}

// Blocks of scripts that are written without spaces: each character is a word.
constexpr Range kOwnWord[] = {{0x0e00, 0x0e7f}, {0x0e80, 0x0eff}, {0x1000, 0x109f},
                              {0x1780, 0x17ff}, {0x2e80, 0x2eff}, {0x3005, 0x3007},
                              {0x3040, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf},
                              {0x4e00, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};

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

// Where the next byte stands that is not ASCII, or text.size().
size_t NextBeyondAscii(std::string_view text, size_t at) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  for (uint64_t eight; at + 8 <= text.size(); at += 8) {
    std::memcpy(&eight, text.data() + at, 8);
    if ((eight & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<signed char>(text[at]) >= 0) ++at;
  return at;
}

// Letters of scripts that write long stretches without ASCII, none of which is the second of a
// composition (Unicode 3.11, D117): nothing before them has to do with their normal form, so a text
// may be cut there, as it may before ASCII.
constexpr Range kMayCutBefore[] = {
    {0x0410, 0x044f}, {0x0621, 0x064a}, {0x0904, 0x0939}, {0x0e01, 0x0e2e}, {0x3041, 0x3096},
    {0x30a1, 0x30fa}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0xfb50, 0xfdff}};

int32_t CodePointAt(std::string_view text, size_t at) {
  int32_t c = 0;
  utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                   static_cast<utf8proc_ssize_t>(text.size() - at), &c);
  return c;
}

// Appends the words of one document, piece by piece; a word may go on from piece to piece.
class WordCutter {
 public:
  explicit WordCutter(Words* words) : words_(words) {}

  void Ascii(std::string_view text) {
    const size_t base = words_->bytes.size();
    words_->bytes.resize(base + text.size());
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = kAsciiWord[static_cast<unsigned char>(text[i])];
      words_->bytes[base + i] = c != 0 ? c : ' ';
      if ((c != 0) == inside_) continue;
      (inside_ ? words_->end : words_->begin).push_back(static_cast<uint32_t>(base + i));
      inside_ = !inside_;
    }
  }

  void General(std::string_view text) {
    NormalForm(text, &points_, &scratch_);
    for (int32_t c : points_) {
      if (!IsWordCharacter(c)) {
        EndWord();
        continue;
      }
      const bool own = IsIn(kOwnWord, c);
      if (own) EndWord();
      if (!inside_) words_->begin.push_back(static_cast<uint32_t>(words_->bytes.size()));
      inside_ = true;
      utf8proc_uint8_t encoded[4];
      const auto n = utf8proc_encode_char(c, encoded);
      words_->bytes.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(n));
      if (own) EndWord();
    }
  }

  void EndDocument() {
    EndWord();
    assert(words_->bytes.size() <= std::numeric_limits<uint32_t>::max());
    words_->first_word.push_back(static_cast<uint32_t>(words_->begin.size()));
  }

 private:
  void EndWord() {
    if (inside_) words_->end.push_back(static_cast<uint32_t>(words_->bytes.size()));
    inside_ = false;
  }

  Words* words_;
  bool inside_ = false;
  std::vector<int32_t> points_, scratch_;
};

// The end of the stretch beyond ASCII that begins at `at`, or a place in it where it may be cut
// once it is long, so that the normal form of a large text need not be in memory at once.
size_t EndBeyondAscii(std::string_view text, size_t at) {
  constexpr size_t kLong = 1 << 14;
  const size_t cut = at + kLong;
  for (; at < text.size() && static_cast<signed char>(text[at]) < 0; ++at) {
    if (at >= cut && (text[at] & 0xc0) == 0xc0 && IsIn(kMayCutBefore, CodePointAt(text, at))) break;
  }
  return at;
}

}  // namespace

void Words::Clear() {
  bytes.clear();
  begin.clear();
  end.clear();
  first_word.assign(1, 0);
}

void AppendWordsGeneral(std::string_view text, Words* words) {
  WordCutter cutter(words);
  cutter.General(text);
  cutter.EndDocument();
}

void AppendWords(std::string_view text, Words* words) {
  WordCutter cutter(words);
  size_t begin = 0;
  for (size_t beyond; (beyond = NextBeyondAscii(text, begin)) < text.size();) {
    // A mark may change the last character before it.
    const size_t general = beyond > begin ? beyond - 1 : begin;
    cutter.Ascii(text.substr(begin, general - begin));
    begin = EndBeyondAscii(text, beyond);
    cutter.General(text.substr(general, begin - general));
  }
  cutter.Ascii(text.substr(begin));
  cutter.EndDocument();
}

}  // namespace nearcopy
