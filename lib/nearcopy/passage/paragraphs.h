#ifndef NEARCOPY_PASSAGE_PARAGRAPHS_H_
#define NEARCOPY_PASSAGE_PARAGRAPHS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nearcopy {

// A line of a text that is not blank.
struct Paragraph {
  std::string_view text;  // without its line end; a view into the whole text
  uint32_t number = 0;    // of the line, from 1; blank lines count
  size_t begin = 0;       // bytes of the whole text: where it begins
  size_t next = 0;        // where the next line begins, behind the line end
  size_t end() const { return begin + text.size(); }
};

// Walks through the paragraphs of a text. Lines end at LF, CRLF or CR; those of white space alone
// (Unicode's White_Space) are blank. Time is linear, whatever the line ends. One thread at a time.
class ParagraphReader {
 public:
  // `text` must outlive the reader.
  explicit ParagraphReader(std::string_view text) : text_(text) {}

  // Gives the next paragraph; false at the end.
  bool Next(Paragraph* paragraph);

 private:
  size_t EndOfLine();

  const std::string_view text_;
  size_t at_ = 0;           // the next line
  size_t lf_ = 0, cr_ = 0;  // the next of each from at_ on, if it was looked for that far
  bool searched_ = false;   // for the first of each
  uint32_t lines_ = 0;      // before at_
};

// The text without the white space at its ends.
std::string_view Trimmed(std::string_view text);

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_PARAGRAPHS_H_
