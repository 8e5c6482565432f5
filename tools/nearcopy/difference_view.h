#ifndef NEARCOPY_TOOLS_NEARCOPY_DIFFERENCE_VIEW_H_
#define NEARCOPY_TOOLS_NEARCOPY_DIFFERENCE_VIEW_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "nearcopy/engine/explanation.h"

namespace nearcopy::tool {

// How the differences of two texts are shown: words that only one has stand in [-...-] (A) or
// {+...+} (B), in red and green where there is colour, beside the numbers of their paragraphs.
struct DifferenceView {
  bool side_by_side = false;  // else one text with both
  bool color = false;
  size_t width = 80;    // columns in all
  size_t context = 12;  // equal words to show beside a difference
};

inline constexpr size_t kAllContext = ~size_t{0};
inline constexpr size_t kLeastColumns = 40, kSideBySideColumns = 120;

// Lines to print; none if the texts have the same words.
std::string ShowDifference(std::string_view a, std::string_view b, const Explanation& explanation,
                           const DifferenceView& view);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_DIFFERENCE_VIEW_H_
