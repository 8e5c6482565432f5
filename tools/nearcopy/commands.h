#ifndef NEARCOPY_TOOLS_NEARCOPY_COMMANDS_H_
#define NEARCOPY_TOOLS_NEARCOPY_COMMANDS_H_

#include <string>
#include <vector>

namespace nearcopy::tool {

// Exit codes of the program.
inline constexpr int kDone = 0;
inline constexpr int kDuplicatesFound = 1;  // with --fail-on-duplicates alone
inline constexpr int kFailed = 2;           // usage, input or I/O error; nothing written in place
inline constexpr int kSkippedInput = 3;     // done, but records were skipped

// Each runs one command with the arguments behind its name and returns the exit code.
int RunBoilerplateCommand(const std::vector<std::string>& arguments);
int RunClusterCommand(const std::vector<std::string>& arguments);
int RunDedupCommand(const std::vector<std::string>& arguments);
int RunExplainCommand(const std::vector<std::string>& arguments);
int RunRepeatsCommand(const std::vector<std::string>& arguments);
int RunSketchCommand(const std::vector<std::string>& arguments);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_COMMANDS_H_
