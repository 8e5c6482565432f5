#include "nearcopy/text/word_parts.h"

#include <utf8proc.h>

#include <algorithm>

namespace nearcopy {
namespace {

struct Character {
  uint32_t size;
  bool space, line_end;
};

Character At(std::string_view text, size_t at) {
  int32_t c = 0;
  const utf8proc_ssize_t n =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                       static_cast<utf8proc_ssize_t>(text.size() - at), &c);
  if (n <= 0) return {1, false, false};
  const auto size = static_cast<uint32_t>(n);
  if ((c >= '\t' && c <= '\r') || c == ' ' || c == 0x85)
    return {size, true, c == '\n' || c == '\r'};
  const utf8proc_category_t category = utf8proc_category(c);
  return {size,
          category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
              category == UTF8PROC_CATEGORY_ZP,
          false};
}

// What stands between two words: where the part of the first ends, and that of the second begins.
struct Cut {
  uint32_t end, begin;
};

Cut CutBetween(std::string_view text, uint32_t from, uint32_t to) {
  uint32_t printed_end = from;  // of what is no white space
  Cut cut{to, to};
  for (uint32_t at = from; at < to;) {
    const Character c = At(text, at);
    at += c.size;
    if (!c.space) {
      printed_end = at;
      continue;
    }
    cut = {printed_end, at};
    if (!c.line_end) continue;
    while (cut.begin < to && At(text, cut.begin).space) cut.begin += At(text, cut.begin).size;
    break;
  }
  return cut;
}

// Where white space begins that goes on to the end of the text.
uint32_t PrintedEnd(std::string_view text, uint32_t from) {
  uint32_t end = from;
  for (uint32_t at = from; at < text.size();) {
    const Character c = At(text, at);
    at += c.size;
    if (!c.space) end = at;
  }
  return end;
}

}  // namespace

std::vector<WordPart> PartsOfWords(std::string_view text, std::span<const WordPlace> places) {
  std::vector<WordPart> parts(places.size());
  if (parts.empty()) return parts;
  const auto size = static_cast<uint32_t>(text.size());
  uint32_t begin = 0, line = 1, counted = 0;  // counted: up to here `line` has the line ends
  while (begin < places[0].begin && At(text, begin).space) begin += At(text, begin).size;
  for (size_t i = 0; i < places.size(); ++i) {
    // Of marks that changed places, one may begin before the last.
    for (; counted < places[i].begin; ++counted) {
      const bool pair = text[counted] == '\r' && counted + 1 < size && text[counted + 1] == '\n';
      line += !pair && (text[counted] == '\n' || text[counted] == '\r');
    }
    const bool last = i + 1 == places.size();
    const uint32_t end = std::max(begin, places[i].end);
    const uint32_t next = last ? size : std::max(end, places[i + 1].begin);
    const Cut cut = last ? Cut{PrintedEnd(text, end), size} : CutBetween(text, end, next);
    parts[i] = {begin, cut.end, line};
    begin = cut.begin;
  }
  return parts;
}

}  // namespace nearcopy
