#ifndef NEARCOPY_TOOLS_NEARCOPY_EXPLANATION_VIEW_H_
#define NEARCOPY_TOOLS_NEARCOPY_EXPLANATION_VIEW_H_

#include "difference_view.h"
#include "nearcopy/engine/explain_job.h"
#include "nearcopy/engine/explanation.h"

namespace nearcopy::tool {

// How an explanation is printed; colour and width are those of the difference.
struct ExplanationView {
  DifferenceView difference;
  bool show_difference = true;
};

// Prints an explanation for people to standard output.
void PrintExplanation(const ExplainSettings& settings, const DocumentPair& documents,
                      const Explanation& explanation, const ExplanationView& view);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_EXPLANATION_VIEW_H_
