#include "nearcopy/passage/paragraphs.h"

#include <algorithm>

namespace nearcopy {
namespace {

// Bytes of the White_Space character that `text` begins with (Unicode 14, PropList.txt); 0 if it
// begins with another.
size_t SpaceAtFront(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned a = byte(0), b = byte(1), c = byte(2);
  if (a == ' ' || (a >= '\t' && a <= '\r')) return 1;
  if (a == 0xc2) return b == 0x85 || b == 0xa0 ? 2 : 0;
  if (a == 0xe1) return b == 0x9a && c == 0x80 ? 3 : 0;  // U+1680
  if (a == 0xe2 && b == 0x80) {
    return (c >= 0x80 && c <= 0x8a) || c == 0xa8 || c == 0xa9 || c == 0xaf ? 3 : 0;
  }
  if (a == 0xe2) return b == 0x81 && c == 0x9f ? 3 : 0;  // U+205F
  return a == 0xe3 && b == 0x80 && c == 0x80 ? 3 : 0;    // U+3000
}

// The same at the end. No character is white space whose last bytes are.
size_t SpaceAtBack(std::string_view text) {
  for (size_t size = 1; size <= std::min<size_t>(text.size(), 3); ++size) {
    if (SpaceAtFront(text.substr(text.size() - size)) == size) return size;
  }
  return 0;
}

std::string_view WithoutSpaceAtFront(std::string_view text) {
  while (const size_t space = SpaceAtFront(text)) text.remove_prefix(space);
  return text;
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  text = WithoutSpaceAtFront(text);
  while (const size_t space = SpaceAtBack(text)) text.remove_suffix(space);
  return text;
}

// Each kind of line end is searched for again only once the one that was found is passed: else a
// text with one kind alone would be searched to its end for the other at every line.
size_t ParagraphReader::EndOfLine() {
  const auto find = [&](char c) { return std::min(text_.find(c, at_), text_.size()); };
  if (!searched_ || lf_ < at_) lf_ = find('\n');
  if (!searched_ || cr_ < at_) cr_ = find('\r');
  searched_ = true;
  return std::min(lf_, cr_);
}

bool ParagraphReader::Next(Paragraph* paragraph) {
  while (at_ < text_.size()) {
    const size_t begin = at_, end = EndOfLine();
    const bool both = end + 1 < text_.size() && text_[end] == '\r' && text_[end + 1] == '\n';
    at_ = std::min(end + (both ? 2 : 1), text_.size());
    ++lines_;
    const std::string_view line = text_.substr(begin, end - begin);
    if (WithoutSpaceAtFront(line).empty()) continue;
    *paragraph = {line, lines_, begin, at_};
    return true;
  }
  return false;
}

}  // namespace nearcopy
