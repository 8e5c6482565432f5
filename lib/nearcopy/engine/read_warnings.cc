#include "nearcopy/engine/read_warnings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/escape.h"

namespace nearcopy {
namespace {

void AddDamaged(const ReadCounts& counts, std::vector<std::string>* warnings) {
  constexpr size_t kMostNamed = 5;
  const size_t damaged = counts.damaged.size(), named = std::min(damaged, kMostNamed);
  for (size_t i = 0; i < named; ++i) {
    warnings->push_back(absl::StrCat("damaged input, read up to here: ", counts.damaged[i]));
  }
  if (damaged > named) {
    warnings->push_back(
        absl::StrCat("damaged inputs besides these: ", FormatCount(damaged - named)));
  }
}

void AddSkipped(const ReadCounts& counts, std::vector<std::string>* warnings) {
  if (counts.skipped_in_all() == 0) return;
  std::string reasons;
  for (size_t reason = 0; reason < counts.skipped.size(); ++reason) {
    if (counts.skipped[reason] == 0) continue;
    absl::StrAppend(&reasons, reasons.empty() ? "" : ", ",
                    std::string(Name(static_cast<BadReason>(reason))), " ",
                    FormatCount(counts.skipped[reason]));
  }
  warnings->push_back(absl::StrCat("records skipped: ", reasons));
}

}  // namespace

std::vector<std::string> ReadWarnings(const ReadSettings& settings, const ReadCounts& counts) {
  std::vector<std::string> warnings;
  const auto warn = [&](const auto&... parts) { warnings.push_back(absl::StrCat(parts...)); };
  if (const auto& ignored = settings.inputs.ignored; !ignored.empty()) {
    warn("files in folders that are no .jsonl, .ndjson or .txt were not read: ",
         FormatCount(ignored.size()), ", such as ", ignored.front());
  }
  if (counts.documents == 0 && counts.skipped_in_all() == 0) {
    warn("the input has no documents");
  } else if (counts.empty_inputs > 0) {
    warn("input files without any record: ", FormatCount(counts.empty_inputs));
  }
  if (settings.uses_times && counts.documents > 0 && counts.with_published == 0) {
    warn("no document has a time of publication");
  } else if (counts.bad_time > 0) {
    warn("documents without a believable time of publication: ", FormatCount(counts.bad_time),
         "; their time counts as unknown");
  }
  if (counts.replaced > 0) {
    warn("documents with bytes that are not UTF-8: ", FormatCount(counts.replaced),
         "; these bytes stand as U+FFFD");
  }
  AddDamaged(counts, &warnings);
  AddSkipped(counts, &warnings);
  return warnings;
}

}  // namespace nearcopy
