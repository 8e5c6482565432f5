#include "copy_job.h"

#include <cstdio>

namespace nearcopy::tool {

void PrintDocuments(const CopySettings& settings, const ReadCounts& counts,
                    const StageSeconds& seconds, bool color) {
  PrintRow("documents", counts.documents,
           Bytes(static_cast<double>(counts.text_bytes)) + " of text in " + Duration(seconds.sum()),
           color);
  if (counts.empty > 0) PrintRow("empty", counts.empty, "without a word", color);
  if (counts.too_short > 0) PrintRow("too short", counts.too_short, "copies of nothing", color);
  if (settings.ignore_boilerplate) {
    PrintRow("left out", counts.left_out, "paragraphs of boilerplate", color);
  }
}

std::string SimilarityFrom(const CopySettings& settings) {
  char text[64];
  std::snprintf(text, sizeof(text), "similarity from %g to ", settings.threshold);
  return text;
}

int CopyExitCode(const po::variables_map& options, uint64_t skipped, uint64_t removed) {
  if (skipped > 0) return kSkippedInput;
  return options.count("fail-on-duplicates") > 0 && removed > 0 ? kDuplicatesFound : kDone;
}

}  // namespace nearcopy::tool
