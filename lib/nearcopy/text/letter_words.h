#ifndef NEARCOPY_TEXT_LETTER_WORDS_H_
#define NEARCOPY_TEXT_LETTER_WORDS_H_

#include "nearcopy/text/ascii_words.h"
#include "nearcopy/text/simd.h"

namespace nearcopy {

// Copies characters of any script from `in` on, in normal form, and marks the edges of words; stops
// at `end`, or behind a block of ASCII, or before a character that only CodePointForms or the
// normal form can judge, and returns where: nothing behind changes what was copied. `in` must be
// the beginning of the text or a character that nothing before it changes, and what it returns is
// again one, or `end`. Needs room as CutAscii does.
using CutLetters = const char* (*)(const char* in, const char* end, WordEdges* words);

// The kernel for an instruction set. Without vectors it stops at once: the walk by table in
// words.cc, which is the definition, is then the fastest. Any thread.
CutLetters CutLettersWith(Simd simd);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_LETTER_WORDS_H_
