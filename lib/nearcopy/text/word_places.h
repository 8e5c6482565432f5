#ifndef NEARCOPY_TEXT_WORD_PLACES_H_
#define NEARCOPY_TEXT_WORD_PLACES_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace nearcopy {

// Where a word stands in the bytes of its text: from the first byte of the first character that the
// word was made of, to past the last one. Marks of the word belong to it, and so does what nobody
// sees, such as a soft hyphen, between its letters, but not behind them.
struct WordPlace {
  uint32_t begin, end;
  bool operator==(const WordPlace&) const = default;
};

// Replaces `places` by the place of each word that AppendWords cuts out of `text`, in the same
// order. Words that come from one character (U+00BD is "1" and "2") have the same place. Places
// ascend, but where marks that are words by themselves change places with others in the normal
// form. Requires less than 4 GiB of text. Any thread.
void PlacesOfWords(std::string_view text, std::vector<WordPlace>* places);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_WORD_PLACES_H_
