#ifndef NEARCOPY_TOOLS_NEARCOPY_TEXT_FLOW_H_
#define NEARCOPY_TOOLS_NEARCOPY_TEXT_FLOW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nearcopy::tool {

// How a piece of text looks.
enum class Style : uint8_t { kPlain, kRemoved, kAdded, kFaint };

// One printed line: its text in pieces, and the columns that it takes.
struct FlowLine {
  struct Span {
    std::string text;
    Style style;
  };
  std::vector<Span> spans;
  size_t columns = 0;
  std::string label;  // of the paragraph that begins with this line

  // The text, with escape sequences where `color` says so, and spaces up to `width` columns.
  std::string Print(bool color, size_t width = 0) const;
};

// Breaks text into lines of so many columns of a terminal, whose East Asian characters take two and
// whose combining ones take none. White space in it is one space; a line end breaks the line. What
// a terminal would obey is escaped.
class TextFlow {
 public:
  explicit TextFlow(size_t width) : width_(width) {}

  void Add(std::string_view text, Style style);
  // Ends the line, if anything is on it; the next one gets the label of what comes first on it.
  void Break();
  // That of the next text, where it begins a paragraph.
  void SetLabel(std::string label) { label_ = std::move(label); }
  bool at_line_start() const { return line_.columns == 0 && cells_.empty(); }

  // The lines so far, of which the flow keeps none.
  std::vector<FlowLine> Take();

 private:
  struct Cell {
    std::string text;  // a character and what combines with it
    size_t columns;
    Style style;
  };
  void AddCharacter(std::string_view character, Style style);
  void EndWord();
  void Put(const Cell& cell);
  void EndLine();

  const size_t width_;
  bool space_ = false;       // before the word
  std::vector<Cell> cells_;  // of the word that is not on the line yet
  size_t cells_columns_ = 0;
  FlowLine line_;
  std::string label_;
  bool paragraph_begins_ = true;
  std::vector<FlowLine> lines_;
};

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_TEXT_FLOW_H_
