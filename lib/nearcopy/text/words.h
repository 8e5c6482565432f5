#ifndef NEARCOPY_TEXT_WORDS_H_
#define NEARCOPY_TEXT_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "nearcopy/text/normal_pieces.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// The words of a batch of texts in normal form. Word i of the batch is Word(i); document d has the
// words [first_word(d), first_word(d + 1)). One writer; Clear() keeps the buffers, but not those
// of a giant.
class Words {
 public:
  // Bytes behind the last word that may be read, so that kernels can load vectors from any word on.
  static constexpr size_t kPadding = 128;

  size_t documents() const { return first_word_.size() - 1; }
  size_t size() const { return first_word_.back(); }
  uint32_t first_word(size_t d) const { return first_word_[d]; }

  // UTF-8 of all words, other bytes between them.
  const char* bytes() const { return bytes_.data(); }
  // Where words begin and end in bytes(), by turns: word i is [edges()[2i], edges()[2i + 1]).
  const uint32_t* edges() const { return edges_.data(); }
  std::string_view Word(size_t i) const {
    return {bytes() + edges_[2 * i], edges_[2 * i + 1] - edges_[2 * i]};
  }
  void Clear();

 private:
  friend class WordCutter;
  // Both are as large as they had to be: growing them zeroes memory, so they seldom shrink.
  std::vector<char> bytes_ = std::vector<char>(kPadding);
  std::vector<uint32_t> edges_;
  size_t used_bytes_ = 0;
  std::vector<uint32_t> first_word_ = {0};
  NormalPieces pieces_;
  std::vector<int32_t> points_, scratch_;  // of a normal form
};

// Appends `text` as one more document. Words are maximal runs of letters, marks and numbers of the
// normal form (categories L, M, N); every Han, Kana, Thai, Lao, Khmer or Myanmar character is a
// word of its own. Most text goes through vector instructions, most of the rest through tables,
// what is left through the normal form in pieces. Requires that the words of a batch stay below 4
// GiB. One writer a Words.
void AppendWords(std::string_view text, Simd simd, Words* words);

// The same by the normal form of the whole text: the definition, which AppendWords must equal.
void AppendWordsGeneral(std::string_view text, Words* words);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_WORDS_H_
