#ifndef NEARCOPY_TEXT_CODE_POINTS_H_
#define NEARCOPY_TEXT_CODE_POINTS_H_

#include <array>
#include <cstdint>
#include <memory>

#include "nearcopy/text/lazy_pages.h"

namespace nearcopy {

// Whether a character of a normal form belongs to a word (categories L, M, N), and whether it is
// one by itself (Han, Kana, Thai, Lao, Khmer, Myanmar). Any thread.
bool IsWordCharacter(int32_t code_point);
bool IsOwnWord(int32_t code_point);

// What a code point becomes in the normal form, where that has nothing to do with the code points
// before it.
struct CodePointForm {
  enum Kind : uint8_t { kIgnored, kSeparator, kWord, kOwnWord };  // to the words around it

  // What a character of a kind does to the edges of words, outside a word (lower half) and inside
  // one (upper half): edges before it (2 bits), after it (1), and whether a word goes on (1).
  static constexpr uint8_t kEdges[] = {0b1000'0000, 0b0001'0000, 0b1000'1001, 0b0110'0101};

  char bytes[5] = {};  // UTF-8 of the form, if it belongs to words
  uint8_t edges = kEdges[kIgnored];
  // Canonical combining class of its last code point. Of two marks, the second must not have the
  // smaller one, or they change places.
  uint8_t combining = 0;
  uint8_t size : 3 = 0;  // of `bytes`; 0 if it belongs to no word
  bool ignored : 1 = false;
  bool begins_anew : 1 = false;  // nothing before it can change it or be changed by it
  bool contextual : 1 = true;    // what is before it matters, or it gets longer: no more is known
  bool simple : 1 = false;       // it begins anew, and no mark behind it changes places with it
};
static_assert(sizeof(CodePointForm) == 8);

// The forms of all code points, by pages of 64 that are computed when they are first asked for: a
// few hundred pages serve any language. One for the process; any thread.
class CodePointForms {
 public:
  static const CodePointForms& Get();

  // A character of valid UTF-8 and its bytes; size 0 and a contextual form if there is none.
  struct Found {
    const CodePointForm* form;
    uint32_t size;
  };
  Found At(const char* at, const char* end) const;
  const CodePointForm& Of(uint32_t code_point) const {
    return In(code_point / kPageSize, code_point % kPageSize);
  }

  // The same where at least four bytes are there; but a surrogate has size 3. That the size follows
  // from branches lets the processor foresee it, and work on several characters at once.
  Found AtFast(const char* at) const {
    const auto byte = [&](int i) { return uint32_t{static_cast<unsigned char>(at[i])}; };
    const uint32_t a = byte(0), b = byte(1) ^ 0x80, c = byte(2) ^ 0x80;
    if (a - 0xe0 < 0x10) {
      const uint32_t page = (a & 0xf) << 6 | b;
      // Shorter forms exist for what is on the first pages.
      if (((b | c) < 0x40) & (page >= 0x20)) [[likely]]
        return {&In(page, c), 3};
    } else if (a < 0x80) {
      return {&In(a >> 6, a & 0x3f), 1};
    } else if ((a - 0xc2 < 0x1e) & (b < 0x40)) {
      return {&In(a & 0x1f, b), 2};
    }
    return At(at, at + 4);
  }

 private:
  static constexpr uint32_t kPageSize = 64;
  using Page = std::array<CodePointForm, kPageSize>;
  static std::unique_ptr<Page> MakePage(uint32_t number);
  const CodePointForm& In(uint32_t page, uint32_t place) const {
    return pages_.At(page, MakePage)[place];
  }

  LazyPages<Page, 0x110000 / kPageSize> pages_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_CODE_POINTS_H_
