#ifndef NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_
#define NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_

#include <boost/program_options.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/engine/settings.h"
#include "terminal.h"

namespace nearcopy::tool {

namespace po = boost::program_options;

// What is wrong with the command line, for a person to read.
class UsageError : public std::runtime_error {
  using runtime_error::runtime_error;
};

// An input that is not there or cannot be told; the options have nothing to do with it.
class InputError : public std::runtime_error {
  using runtime_error::runtime_error;
};

// Columns of the help text.
inline constexpr unsigned kHelpWidth = 100;

// Options that commands share, by what they are about.
po::options_description InputOptions();
po::options_description SketchOptions();
po::options_description TerminalOptions();  // a command with a summary adds --json

// Parses `arguments`; unnamed ones are inputs ("input" in the map). Throws UsageError.
po::variables_map ParseCommandLine(const std::vector<std::string>& arguments,
                                   const po::options_description& options);

// Settings from the shared options; they find the inputs too. Throw UsageError and InputError.
ReadSettings ReadSettingsOf(const po::variables_map& options);
SketchSettings SketchSettingsOf(const po::variables_map& options);

struct TerminalSettings {
  When progress = When::kAuto, color = When::kAuto;
  bool quiet = false;
};
TerminalSettings TerminalSettingsOf(const po::variables_map& options);

// A number of an option within bounds. Throws UsageError.
double Fraction(const po::variables_map& options, const char* name, bool one_allowed);

// "72h" (s, m, h, d) in seconds; "64M" (k, M, G) in bytes. Throw UsageError, naming the option.
int64_t ParseDuration(const char* option, const std::string& text);
uint64_t ParseSize(const char* option, const std::string& text);

// Which of a few words an option has. A whole number. A rule of --keep. Throw UsageError.
size_t Choice(const po::variables_map& options, const char* name,
              std::initializer_list<std::string_view> choices);
uint64_t WholeNumber(const po::variables_map& options, const char* name);
KeepRule ParseKeep(const std::string& text);

std::vector<std::string> SplitList(const std::string& text);

// To standard error, fit for a terminal.
void PrintError(const char* command, std::string_view message, When color = When::kAuto);
void PrintWarning(std::string_view message, When color);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_OPTIONS_H_
