#ifndef NEARCOPY_IO_UTF8_H_
#define NEARCOPY_IO_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nearcopy {

// All of these: any thread.

// Where the first byte stands that is no valid UTF-8 (Unicode, table 3-7), or text.size(). Slow and
// exact: for text that simdjson::validate_utf8 refused.
size_t FirstInvalidUtf8(std::string_view text);

// Appends `text`, with one U+FFFD for each maximal subpart that is no valid UTF-8 (Unicode 3.9). At
// most three times as long.
void AppendReplacingInvalidUtf8(std::string_view text, std::string* out);

// Turns offsets into what that appends, ascending and between characters, into those of the bytes
// of `text` that stand there.
void OffsetsBeforeReplacing(std::string_view text, std::span<uint64_t> offsets);

// Writes the UTF-8 of a code point that is no surrogate, up to 4 bytes; returns their end.
char* WriteUtf8(char32_t point, char* out);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_UTF8_H_
