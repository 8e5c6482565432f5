#ifndef NEARCOPY_TEXT_NORMAL_FORM_H_
#define NEARCOPY_TEXT_NORMAL_FORM_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace nearcopy {

// Replaces `out` by the code points of `text` in normal form: default-ignorable code points (soft
// hyphen, zero-width space and joiners, variation selectors, ...; Unicode 14) dropped, then NFKC,
// full case folding, NFKC (UAX #15, UAX #44). Bytes that are not UTF-8 count as U+FFFD, which is no
// letter. Any thread; `out` and `scratch`, a buffer to reuse, keep their capacity.
void NormalForm(std::string_view text, std::vector<int32_t>* out, std::vector<int32_t>* scratch);

// A code point of a normal form, and where the characters that it was made of stand: `begin` is the
// first byte of the first of them, `end` is past the last one.
struct PlacedPoint {
  int32_t point;
  uint32_t begin, end;
};

// The same with the place of each code point. A few times slower, for text of less than 4 GiB.
void PlacedNormalForm(std::string_view text, std::vector<PlacedPoint>* out,
                      std::vector<PlacedPoint>* scratch);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_NORMAL_FORM_H_
