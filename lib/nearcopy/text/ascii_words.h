#ifndef NEARCOPY_TEXT_ASCII_WORDS_H_
#define NEARCOPY_TEXT_ASCII_WORDS_H_

#include <cstddef>
#include <cstdint>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Where words are being written. `out` is the next byte; a letter at `out` has the offset `at`.
// Each change from inside a word to outside, or back, is an edge: the offset where it happens.
struct WordEdges {
  char* out = nullptr;
  uint32_t at = 0;
  uint32_t* edge = nullptr;
  bool inside = false;
};

// What a call may write past the bytes and edges that it means to write.
inline constexpr size_t kWordEdgesSlack = 64;

// Copies ASCII from `in` on, in lower case, and the dashes, quotes and dots of U+2010 to U+2026
// that stand among it, and marks the edges of its runs of letters and digits; stops at `end`, or
// before another byte beyond ASCII (now and then also before one of those), and returns where.
// Needs room for `end - in` bytes and as many edges, and kWordEdgesSlack more of each.
using CutAscii = const char* (*)(const char* in, const char* end, WordEdges* words);

// The kernel for an instruction set; for Simd::Scalar() the plain definition. Any thread.
CutAscii CutAsciiWith(Simd simd);

// The lower-case letter or digit that an ASCII character stands for, else 0.
char AsciiWordCharacter(char c);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_ASCII_WORDS_H_
