#include "text_flow.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "terminal.h"

namespace nearcopy::tool {
namespace {

const char* Sequence(Style style) {
  switch (style) {
    case Style::kRemoved:
      return "\033[31m";
    case Style::kAdded:
      return "\033[32m";
    case Style::kFaint:
      return "\033[2m";
    case Style::kPlain:
      break;
  }
  return "";
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

struct Character {
  int32_t point;  // -1 for a byte that is not UTF-8
  size_t size;
};

Character FirstOf(std::string_view text) {
  int32_t point = 0;
  const utf8proc_ssize_t n =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &point);
  return n > 0 ? Character{point, static_cast<size_t>(n)} : Character{-1, 1};
}

}  // namespace

std::string FlowLine::Print(bool color, size_t width) const {
  std::string out;
  for (const Span& span : spans) {
    const char* const sequence = color ? Sequence(span.style) : "";
    out += sequence;
    out += span.text;
    if (*sequence != '\0') out += "\033[0m";
  }
  if (columns < width) out.append(width - columns, ' ');
  return out;
}

void TextFlow::Add(std::string_view text, Style style) {
  while (!text.empty()) {
    if (IsLineEnd(text.front())) {
      Break();
      text.remove_prefix(1);
    } else if (IsSpace(text.front())) {
      EndWord();
      space_ = true;
      text.remove_prefix(1);
    } else {
      const size_t size = FirstOf(text).size;
      AddCharacter(text.substr(0, size), style);
      text.remove_prefix(size);
    }
  }
}

void TextFlow::AddCharacter(std::string_view character, Style style) {
  const std::string printable = Printable(character);
  // What is escaped is ASCII, a column each.
  const bool escaped = printable != character;
  const int32_t point = FirstOf(character).point;
  const size_t columns =
      escaped ? printable.size() : static_cast<size_t>(std::max(0, utf8proc_charwidth(point)));
  if (columns == 0 && !cells_.empty()) {
    cells_.back().text += printable;
    return;
  }
  // A line may end before and behind a wide character.
  const bool wide = columns == 2 && !escaped;
  if (!cells_.empty() && (wide || (cells_.back().columns == 2 && columns > 0))) EndWord();
  cells_.push_back({printable, columns, style});
  cells_columns_ += columns;
}

void TextFlow::EndWord() {
  if (cells_.empty()) return;
  const bool fits = line_.columns + (space_ ? 1 : 0) + cells_columns_ <= width_;
  if (line_.columns > 0 && !fits) EndLine();
  if (space_ && line_.columns > 0) {
    // Inside what is removed or added it looks like the rest.
    const Style before = line_.spans.back().style, style = cells_.front().style;
    Put({" ", 1, before == style ? style : Style::kPlain});
  }
  space_ = false;
  if (paragraph_begins_) line_.label = label_;
  paragraph_begins_ = false;
  for (const Cell& cell : cells_) {
    if (line_.columns + cell.columns > width_ && line_.columns > 0) EndLine();
    Put(cell);
  }
  cells_.clear();
  cells_columns_ = 0;
}

void TextFlow::Put(const Cell& cell) {
  if (line_.spans.empty() || line_.spans.back().style != cell.style) {
    line_.spans.push_back({"", cell.style});
  }
  line_.spans.back().text += cell.text;
  line_.columns += cell.columns;
}

void TextFlow::EndLine() { lines_.push_back(std::exchange(line_, {})); }

void TextFlow::Break() {
  EndWord();
  space_ = false;
  if (!line_.spans.empty()) EndLine();
  paragraph_begins_ = true;
}

std::vector<FlowLine> TextFlow::Take() {
  EndWord();
  if (!line_.spans.empty()) EndLine();
  return std::exchange(lines_, {});
}

}  // namespace nearcopy::tool
