#ifndef NEARCOPY_TEXT_NORMAL_FORM_H_
#define NEARCOPY_TEXT_NORMAL_FORM_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace nearcopy {

// Whether Unicode's Default_Ignorable_Code_Point holds (soft hyphen, zero-width space and joiners,
// variation selectors, ...; DerivedCoreProperties, Unicode 14). Any thread.
bool IsDefaultIgnorable(char32_t c);

// Replaces `out` by the code points of `text` in normal form: default-ignorable code points
// dropped, then NFKC, full case folding, NFKC (UAX #15, UAX #44). Bytes that are not UTF-8 count
// as U+FFFD, which is no letter. Any thread; `out` keeps its capacity.
void NormalForm(std::string_view text, std::vector<int32_t>* out);

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_NORMAL_FORM_H_
