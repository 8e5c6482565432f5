#include "read_report.h"

#include "commands.h"
#include "options.h"

namespace nearcopy::tool {

int ReportReading(const ReadSettings& settings, const ReadCounts& counts, When color) {
  const auto warn = [color](const std::string& message) { PrintWarning(message, color); };
  if (const auto& ignored = settings.inputs.ignored; !ignored.empty()) {
    warn("files in folders that are no .txt or .jsonl were not read: " + Thousands(ignored.size()) +
         ", such as " + ignored.front());
  }
  if (counts.documents == 0 && counts.skipped_in_all() == 0) {
    warn("the input has no documents");
  } else if (counts.empty_inputs > 0) {
    warn("input files without any record: " + Thousands(counts.empty_inputs));
  }
  if (counts.bad_time > 0) {
    warn("documents without a believable time of publication: " + Thousands(counts.bad_time) +
         "; their time counts as unknown");
  }
  if (counts.replaced > 0) {
    warn("documents with bytes that are not UTF-8: " + Thousands(counts.replaced) +
         "; these bytes stand as U+FFFD");
  }
  if (counts.skipped_in_all() == 0) return kDone;
  std::string reasons;
  for (size_t reason = 0; reason < counts.skipped.size(); ++reason) {
    if (counts.skipped[reason] == 0) continue;
    reasons += (reasons.empty() ? "" : ", ") + std::string(Name(static_cast<BadReason>(reason))) +
               " " + Thousands(counts.skipped[reason]);
  }
  warn("records skipped: " + reasons);
  return kSkippedInput;
}

}  // namespace nearcopy::tool
