#ifndef NEARCOPY_PASSAGE_PARAGRAPH_FORMS_H_
#define NEARCOPY_PASSAGE_PARAGRAPH_FORMS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/passage/first_digit.h"
#include "nearcopy/passage/paragraphs.h"
#include "nearcopy/text/simd.h"
#include "nearcopy/text/words.h"

namespace nearcopy {

// A paragraph and what it is known by: 64 bits of its words (XXH3), and of its form, in which one
// mark stands for each run of numbers and one for each date. A number is a word with a digit. Two
// paragraphs without a number have the same form if they have the same words, and `near` is `exact`
// then. So it is where numbers are most of what a paragraph says, for a line of figures is no
// boilerplate because others look like it: a date wants one other word beside it, one number two,
// and several numbers more than three each.
struct ParagraphForm {
  Paragraph paragraph;
  uint64_t exact = 0;
  uint64_t near = 0;
  uint32_t words = 0;
};

// Gives the forms of paragraphs. Keeps its buffers, but not those of a giant; one thread at a time.
class ParagraphForms {
 public:
  explicit ParagraphForms(Simd simd) : simd_(simd), find_digit_byte_(FindDigitByteWith(simd)) {}

  // Calls take(form) for every paragraph of `text` that has a word, in their order.
  void ForEach(std::string_view text, const std::function<void(const ParagraphForm&)>& take);

 private:
  enum class Kind : uint8_t { kOther, kNumber, kName, kLink };
  void Take(const std::function<void(const ParagraphForm&)>& take);
  // Words of the paragraph at hand, by their number in it.
  struct Group {
    size_t begin, end;
    bool named;  // with a name of a month, a weekday, ...
  };
  bool FindNumbers(size_t first, size_t end);
  uint64_t NearForm(size_t first, size_t end, uint64_t exact);
  Kind KindOf(size_t i) const;
  Group GroupAround(size_t number, size_t done) const;
  void AppendFixed(size_t begin, size_t end);
  void MarkGroup(const Group& group);
  bool IsNumericDate(size_t first, size_t end) const;

  Simd simd_;
  FindDigitByte find_digit_byte_;
  // Of paragraphs that are worked on together.
  std::vector<Paragraph> paragraphs_;
  Words words_;
  std::vector<uint64_t> hashes_;  // of words
  // Of the paragraph at hand, which begins with word first_.
  size_t first_ = 0;
  std::vector<uint8_t> numbers_;             // whether each word is one
  std::vector<uint64_t> marked_;             // the words of the form
  size_t fixed_ = 0, runs_ = 0, dates_ = 0;  // how many of these are words, and stand for what
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_PARAGRAPH_FORMS_H_
