#ifndef NEARCOPY_PASSAGE_PUNCTUATION_H_
#define NEARCOPY_PASSAGE_PUNCTUATION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "nearcopy/text/word_places.h"

namespace nearcopy {

// Past the closing punctuation that stands directly behind the byte `at` of `text`: full stops,
// commas, closing quotes and brackets, of any script. An opening quote closes where a space, an end
// or more of it follows, as in German. Any thread.
size_t SkipClosing(std::string_view text, size_t at);

// What stands between two words of a text: the end of a sentence or of a paragraph, or neither.
// Where it ends something, `end` is past its closing punctuation (of a paragraph: where its line
// ends), and `begin` is where the next begins, with the quotes and brackets that open it (of a
// paragraph: where its line begins).
struct Gap {
  enum Kind : uint8_t { kNone, kSentence, kParagraph };
  Kind kind = kNone;
  size_t end = 0, begin = 0;  // bytes
};

// The gap in front of word `word`, from 0 (before the first) to places.size() (behind the last
// word), which are those of paragraphs. A full stop is believed to be one only where a capital
// letter, or one of a script that has no such, follows, and neither behind a single letter or a
// short capitalised word (St., Nov.), nor behind a number that may be an ordinal. Any thread.
Gap GapBefore(std::string_view text, std::span<const WordPlace> places, size_t word);

// Bytes of the line end at `at`: 2 for CRLF, 1 for LF and CR, 0 if there is none.
size_t LineEndAt(std::string_view text, size_t at);
// Bytes of the line end that ends at `at`.
size_t LineEndBefore(std::string_view text, size_t at);
// Past the white space at `at`, line ends left out.
size_t SkipSpace(std::string_view text, size_t at);

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_PUNCTUATION_H_
