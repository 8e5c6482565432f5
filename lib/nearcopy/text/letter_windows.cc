#include "nearcopy/text/letter_windows.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>

#include "nearcopy/text/code_points.h"
#include "nearcopy/text/lazy_pages.h"

namespace nearcopy {
namespace {

constexpr uint32_t kSize = 256;

bool IsOwn(const CodePointForm& form) {
  return form.edges == CodePointForm::kEdges[CodePointForm::kOwnWord];
}

uint32_t Utf8Size(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : 3; }

bool IsItself(const CodePointForm& form, uint32_t c) {
  const auto next = [](uint32_t six_bits) { return static_cast<char>(0x80 | (six_bits & 0x3f)); };
  const char two[] = {static_cast<char>(0xc0 | c >> 6), next(c)};
  const char three[] = {static_cast<char>(0xe0 | c >> 12), next(c >> 6), next(c)};
  return std::memcmp(form.bytes, c < 0x800 ? two : three, Utf8Size(c)) == 0;
}

// ASCII needs no window, so that the first one serves what is beyond.
bool IsKnown(const CodePointForm& form, uint32_t c) {
  if (c < 0x80 || form.contextual || form.ignored) return false;
  if (form.size == 0) return form.simple;
  return form.size == Utf8Size(c) && (form.simple || (!form.begins_anew && form.combining != 0));
}

std::unique_ptr<LetterWindow> Make(uint32_t number) {
  const CodePointForms& forms = CodePointForms::Get();
  const uint32_t first = number * kSize;
  auto window = std::make_unique<LetterWindow>();
  int own = 0, others = 0;
  for (uint32_t c = first; c < first + kSize; ++c) {
    const CodePointForm& form = forms.Of(c);
    if (IsKnown(form, c) && form.size != 0) ++(IsOwn(form) ? own : others);
  }
  window->own_words = own > others;
  for (uint32_t c = first; c < first + kSize; ++c) {
    const CodePointForm& form = forms.Of(c);
    const bool word = form.size != 0;
    if (!IsKnown(form, c) || (word && IsOwn(form) != window->own_words)) continue;
    const auto add = [&](LetterWindow::Set& set, bool is_in) {
      set[(c - first) / 8] |= static_cast<uint8_t>(is_in << c % 8);
    };
    add(window->known, true);
    add(window->word, word);
    add(window->mark, form.combining != 0);
    add(window->folded, word && !IsItself(form, c));
    std::copy_n(form.bytes, std::size(window->forms[0]), window->forms[c - first]);
  }
  return window;
}

}  // namespace

const LetterWindow& LetterWindow::At(uint32_t number) {
  static const LazyPages<LetterWindow, 256> windows;
  return windows.At(number, Make);
}

}  // namespace nearcopy
