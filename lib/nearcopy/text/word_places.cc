#include "nearcopy/text/word_places.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "nearcopy/text/ascii_words.h"
#include "nearcopy/text/code_points.h"
#include "nearcopy/text/normal_form.h"

namespace nearcopy {
namespace {

// As WordCutter does, it takes the text in pieces, each from a character that nothing before it
// changes up to the next one. Where the characters of a piece do not change each other, the table
// says what they are; else the normal form does.
class PlaceFinder {
 public:
  PlaceFinder(std::string_view text, std::vector<WordPlace>* places)
      : text_(text), places_(places) {}

  void Find() {
    size_t at = 0;
    while (at != text_.size()) at = IsAscii(at) ? Ascii(at) : Piece(at);
  }

 private:
  struct Character {
    const CodePointForm* form;
    size_t size;
  };

  bool IsAscii(size_t at) const { return static_cast<signed char>(text_[at]) >= 0; }

  Character At(size_t at) const {
    constexpr uint32_t kReplacement = 0xfffd;
    constexpr size_t kFast = 4;  // bytes that AtFast needs
    const char *in = text_.data() + at, *end = text_.data() + text_.size();
    const bool fast = text_.size() - at >= kFast;
    CodePointForms::Found found = fast ? forms_.AtFast(in) : forms_.At(in, end);
    if (fast && found.form->contextual) found = forms_.At(in, end);  // or it is a surrogate
    if (found.size == 0) return {&forms_.Of(kReplacement), 1};
    return {found.form, found.size};
  }

  // Through ASCII up to the character before another one, which may be a mark.
  size_t Ascii(size_t at) {
    const size_t size = text_.size();
    for (; at + 1 < size && IsAscii(at + 1); ++at) {
      if (AsciiWordCharacter(text_[at]) != 0) {
        Letter(at, at + 1);
      } else {
        inside_ = false;
      }
    }
    return Piece(at);
  }

  size_t Piece(const size_t begin) {
    const Character first = At(begin);
    size_t end = begin + first.size;
    bool contextual = first.form->contextual;
    uint8_t combining = first.form->combining;
    while (end != text_.size()) {
      const Character next = At(end);
      if (next.form->begins_anew) break;
      contextual |= next.form->contextual;
      if (!next.form->ignored) {
        contextual |= combining > next.form->combining;
        combining = next.form->combining;
      }
      end += next.size;
    }
    if (contextual) {
      Contextual(begin, end);
      return end;
    }
    Simple(first, begin);
    for (size_t at = begin + first.size; at != end;) {
      const Character next = At(at);
      Simple(next, at);
      at += next.size;
    }
    return end;
  }

  void Simple(Character c, size_t at) {
    if (c.form->edges == CodePointForm::kEdges[CodePointForm::kWord]) {
      Letter(at, at + c.size);
    } else if (c.form->edges == CodePointForm::kEdges[CodePointForm::kOwnWord]) {
      OwnWord(at, at + c.size);
    } else if (!c.form->ignored) {
      inside_ = false;
    }
  }

  void Contextual(size_t begin, size_t end) {
    PlacedNormalForm(text_.substr(begin, end - begin), &points_, &scratch_);
    for (const PlacedPoint& p : points_) {
      if (!IsWordCharacter(p.point)) {
        inside_ = false;
      } else if (IsOwnWord(p.point)) {
        OwnWord(begin + p.begin, begin + p.end);
      } else {
        Letter(begin + p.begin, begin + p.end);
      }
    }
  }

  void Letter(size_t begin, size_t end) {
    if (inside_) {
      WordPlace& place = places_->back();
      place.begin = std::min(place.begin, static_cast<uint32_t>(begin));
      place.end = std::max(place.end, static_cast<uint32_t>(end));
    } else {
      places_->push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
      inside_ = true;
    }
  }

  void OwnWord(size_t begin, size_t end) {
    places_->push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
    inside_ = false;
  }

  const CodePointForms& forms_ = CodePointForms::Get();
  const std::string_view text_;
  std::vector<WordPlace>* const places_;
  bool inside_ = false;  // whether the last word may go on
  std::vector<PlacedPoint> points_, scratch_;
};

}  // namespace

void PlacesOfWords(std::string_view text, std::vector<WordPlace>* places) {
  assert(text.size() <= std::numeric_limits<uint32_t>::max());
  places->clear();
  PlaceFinder(text, places).Find();
}

}  // namespace nearcopy
