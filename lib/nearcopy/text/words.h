#ifndef NEARCOPY_TEXT_WORDS_H_
#define NEARCOPY_TEXT_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nearcopy {

// The words of a batch of texts in normal form. Word i of the batch is Word(i); document d has the
// words [first_word[d], first_word[d + 1]).
struct Words {
  std::string bytes;            // UTF-8; between words it may hold separators
  std::vector<uint32_t> begin;  // byte offset of each word in `bytes`
  std::vector<uint32_t> end;    // and of the byte past it
  std::vector<uint32_t> first_word = {0};

  size_t documents() const { return first_word.size() - 1; }
  size_t size() const { return begin.size(); }
  std::string_view Word(size_t i) const {
    return std::string_view(bytes).substr(begin[i], end[i] - begin[i]);
  }
  void Clear();
};

// Appends `text` as one more document. Words are maximal runs of letters, marks and numbers of the
// normal form (categories L, M, N); every Han, Kana, Thai, Lao, Khmer or Myanmar character is a
// word of its own. Stretches of ASCII take a path without Unicode tables; the rest goes through the
// normal form in pieces, of some kilobytes in most scripts. Requires that `bytes` stays below 4
// GiB. One writer a Words.
void AppendWords(std::string_view text, Words* words);

// The same by the normal form of the whole text: the definition, which AppendWords must equal.
void AppendWordsGeneral(std::string_view text, Words* words);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_WORDS_H_
