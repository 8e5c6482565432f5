#ifndef NEARCOPY_TOOLS_NEARCOPY_OPTION_VALUES_H_
#define NEARCOPY_TOOLS_NEARCOPY_OPTION_VALUES_H_

#include <boost/program_options.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/cluster/keep_order.h"

namespace nearcopy::tool {

namespace po = boost::program_options;

// What is wrong with the command line, for a person to read. All below throw it, naming the option.
class UsageError : public std::runtime_error {
  using runtime_error::runtime_error;
};

// The number among `choices` of the word that an option has.
size_t Choice(const po::variables_map& options, const char* name,
              std::initializer_list<std::string_view> choices);

// A whole number within bounds, of `text` or of the option itself.
inline constexpr uint64_t kNoBound = std::numeric_limits<uint64_t>::max();
uint64_t ParseNumber(const char* option, std::string_view text, uint64_t least, uint64_t most);
uint64_t WholeNumber(const po::variables_map& options, const char* name, uint64_t least,
                     uint64_t most = kNoBound);

// Over 0 and under 1, or 1 where that is allowed.
double Fraction(const po::variables_map& options, const char* name, bool one_allowed);

// "72h" (s, m, h, d) in seconds; "64M" (k, M, G) in bytes.
int64_t ParseDuration(const char* option, const std::string& text);
uint64_t ParseSize(const char* option, const std::string& text);

// A rule of --keep.
KeepRule ParseKeep(const std::string& text);

// "; did you mean X?" of the name that a mistyped one is most like, or nothing.
std::string DidYouMean(std::string_view typed, const std::vector<std::string>& names);

// The value of an option that names a file; nothing where it is not there.
std::string FileOf(const po::variables_map& options, const char* name);

// The parts between commas that are not empty.
std::vector<std::string> SplitList(const std::string& text);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_OPTION_VALUES_H_
