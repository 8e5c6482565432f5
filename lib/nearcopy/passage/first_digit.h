#ifndef NEARCOPY_PASSAGE_FIRST_DIGIT_H_
#define NEARCOPY_PASSAGE_FIRST_DIGIT_H_

#include <cstddef>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Bytes behind those that are searched, which may be read.
inline constexpr size_t kDigitPadding = 64;

// Finds the first byte from `at` on, before `end`, that is from '0' to '9', or that a digit of
// another script (Unicode category Nd) may begin with; `end` if there is none. There must be
// kDigitPadding bytes behind `end`.
using FindDigitByte = size_t (*)(const char* bytes, size_t at, size_t end);

// The kernel for an instruction set; for Simd::Scalar() the plain definition. Any thread.
FindDigitByte FindDigitByteWith(Simd simd);

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_FIRST_DIGIT_H_
