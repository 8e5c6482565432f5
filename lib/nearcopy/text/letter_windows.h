#ifndef NEARCOPY_TEXT_LETTER_WINDOWS_H_
#define NEARCOPY_TEXT_LETTER_WINDOWS_H_

#include <cstdint>

namespace nearcopy {

// What vector instructions have to know of 256 code points that differ in their last eight bits
// only: sets of them, with the bit c % 8 of byte c / 8 for code point c. Any thread.
struct LetterWindow {
  using Set = uint8_t[32];

  // Those whose form has as many bytes as they have themselves, or that separate words, and that
  // nothing before them changes but the order of marks. The sets below are of these.
  alignas(32) Set known = {};
  Set word = {};            // belong to words
  Set mark = {};            // have a combining class other than 0
  Set folded = {};          // have a form that is not themselves
  char forms[256][3] = {};  // UTF-8 of those that are folded
  bool own_words = false;   // whether each of `word` is a word by itself

  // Of the code points from 256 * `number` on; number < 256.
  static const LetterWindow& At(uint32_t number);
};

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_LETTER_WINDOWS_H_
