#include "read_report.h"

#include "commands.h"
#include "options.h"

namespace nearcopy::tool {

int ReportReading(const ReadSettings& settings, const ReadCounts& counts, When color) {
  const auto warn = [color](const std::string& message) { PrintWarning(message, color); };
  if (const auto& ignored = settings.inputs.ignored; !ignored.empty()) {
    warn(Thousands(ignored.size()) + " files in folders are no .txt or .jsonl and were not read, " +
         ignored.front() + (ignored.size() > 1 ? " among them" : ""));
  }
  if (counts.documents == 0 && counts.skipped_in_all() == 0) warn("the input has no documents");
  if (counts.bad_time > 0) {
    warn(Thousands(counts.bad_time) +
         " documents have no believable time of publication; they come last in keep order");
  }
  if (counts.replaced > 0) {
    warn(Thousands(counts.replaced) +
         " documents had bytes that are not UTF-8; these stand as U+FFFD");
  }
  if (counts.skipped_in_all() == 0) return kDone;
  std::string reasons;
  for (size_t reason = 0; reason < counts.skipped.size(); ++reason) {
    if (counts.skipped[reason] == 0) continue;
    reasons += (reasons.empty() ? "" : ", ") + std::string(Name(static_cast<BadReason>(reason))) +
               " " + Thousands(counts.skipped[reason]);
  }
  warn(Thousands(counts.skipped_in_all()) + " records were skipped: " + reasons);
  return kSkippedInput;
}

}  // namespace nearcopy::tool
