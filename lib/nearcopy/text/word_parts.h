#ifndef NEARCOPY_TEXT_WORD_PARTS_H_
#define NEARCOPY_TEXT_WORD_PARTS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/text/word_places.h"

namespace nearcopy {

// What of a text is shown for a word: the bytes [begin, end), which are the word and the
// punctuation at it. Between the parts of two words there is white space alone, or nothing.
struct WordPart {
  uint32_t begin, end;
  uint32_t line;  // where the word begins, from 1; lines end at LF, CRLF or CR
  bool operator==(const WordPart&) const = default;
};

// Cuts a text into the parts of its words, whose places PlacesOfWords says: all of it but white
// space (that of Unicode), if it has a word. What stands between two words belongs to the first up
// to the last white space, but never what is on another line. Words that share a place share the
// part of the first: the others' are empty. Any thread.
std::vector<WordPart> PartsOfWords(std::string_view text, std::span<const WordPlace> places);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_WORD_PARTS_H_
