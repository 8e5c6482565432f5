#ifndef NEARCOPY_TESTS_TEXT_ENCODED_H_
#define NEARCOPY_TESTS_TEXT_ENCODED_H_

#include <string>

#include "nearcopy/io/utf8.h"

namespace nearcopy {

// Appends a code point that is no surrogate, in UTF-8.
inline void AppendUtf8(char32_t point, std::string* out) {
  char bytes[4];
  out->append(bytes, WriteUtf8(point, bytes));
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_TEXT_ENCODED_H_
