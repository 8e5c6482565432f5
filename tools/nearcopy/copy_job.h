#ifndef NEARCOPY_TOOLS_NEARCOPY_COPY_JOB_H_
#define NEARCOPY_TOOLS_NEARCOPY_COPY_JOB_H_

#include <functional>
#include <optional>
#include <string>
#include <type_traits>

#include "commands.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/search_counts.h"
#include "nearcopy/engine/settings.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {

// What the commands that look for copies print alike, on standard output for people.

// Runs job(progress), shows how far it is, and prints its warnings. After an error, which is
// printed, nothing.
template <typename Job>
auto RunCopyJob(const char* command, const TerminalSettings& terminal, const Job& job) {
  Progress progress;
  std::invoke_result_t<Job, Progress*> result;
  {
    const ProgressLine line(progress, terminal.progress);
    result = job(&progress);
  }
  using Result = typename decltype(result)::value_type;
  if (!result.ok()) {
    PrintError(command, std::string(result.status().message()), terminal.color);
    return std::optional<Result>();
  }
  for (const std::string& warning : result->warnings) PrintWarning(warning, terminal.color);
  return std::optional<Result>(*std::move(result));
}

// The rows of a summary about what was read.
void PrintDocuments(const CopySettings& settings, const ReadCounts& counts,
                    const StageSeconds& seconds, bool color);

// "similarity from 0.7 to ".
std::string SimilarityFrom(const CopySettings& settings);

// The exit code of a job that skipped and removed so many documents.
int CopyExitCode(const po::variables_map& options, uint64_t skipped, uint64_t removed);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_COPY_JOB_H_
