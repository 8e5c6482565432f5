#ifndef NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_
#define NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/engine/settings.h"
#include "option_values.h"
#include "terminal.h"

namespace nearcopy::tool {

// An input that is not there or cannot be told; the options have nothing to do with it.
class InputError : public std::runtime_error {
  using runtime_error::runtime_error;
};

// Columns of the help text.
inline constexpr unsigned kHelpWidth = 100;

// Options that commands share, by what they are about.
po::options_description InputOptions();
po::options_description SketchOptions();
po::options_description MachineOptions();
po::options_description MemoryOptions();
po::options_description TerminalOptions();  // a command with a summary adds --json

// Parses `arguments`; unnamed ones are inputs ("input" in the map). Throws UsageError.
po::variables_map ParseCommandLine(const std::vector<std::string>& arguments,
                                   const po::options_description& options);

// Settings from the shared options, but for the inputs, which are found last: what is wrong with
// the command line is said first. Throw UsageError and InputError.
Inputs InputsOf(const po::variables_map& options);
Inputs InputsOf(const po::variables_map& options, const std::vector<std::string>& paths);
ReadSettings ReadSettingsOf(const po::variables_map& options);
SketchSettings SketchSettingsOf(const po::variables_map& options);  // with those of the machine

struct MachineSettings {
  int threads = 1;
  Simd simd = Simd::Scalar();
};
MachineSettings MachineSettingsOf(const po::variables_map& options);

struct MemorySettings {
  uint64_t bytes = 0;
  std::string tmp;  // folder of what does not fit
};
MemorySettings MemorySettingsOf(const po::variables_map& options);

struct TerminalSettings {
  When progress = When::kAuto, color = When::kAuto;
  bool quiet = false;
};
TerminalSettings TerminalSettingsOf(const po::variables_map& options);

// Runs one command: prints the help where it is asked for (`usage` before the options), else calls
// `body` with the parsed options. What is wrong with the command line or the inputs is printed.
// Returns the exit code.
int RunCommand(const char* command, const char* usage, const po::options_description& all,
               const std::vector<std::string>& arguments,
               const std::function<int(const po::variables_map& options)>& body);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_
