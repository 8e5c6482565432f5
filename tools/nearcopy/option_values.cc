#include "option_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

#include "nearcopy/engine/settings.h"

namespace nearcopy::tool {
namespace {

// A number and one letter behind it, from `units` = {{'s', 1}, ...}.
double ParseWithUnit(const char* option, const std::string& text, const char* example,
                     std::initializer_list<std::pair<char, double>> units, bool unit_needed) {
  double value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc() && value >= 0 && std::isfinite(value)) {
    if (end == last && (!unit_needed || value == 0)) return value;
    for (const auto& [letter, factor] : units) {
      if (end + 1 == last && *end == letter) return value * factor;
    }
  }
  throw UsageError(std::string("--") + option + " wants a value like " + example + ", not \"" +
                   text + "\"");
}

std::string_view Trimmed(std::string_view text) {
  const size_t first = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

}  // namespace

size_t Choice(const po::variables_map& options, const char* name,
              std::initializer_list<std::string_view> choices) {
  const auto& given = options[name].as<std::string>();
  std::string list;
  size_t i = 0;
  for (std::string_view choice : choices) {
    if (given == choice) return i;
    list += (i++ == 0 ? "" : i == choices.size() ? " or " : ", ") + std::string(choice);
  }
  throw UsageError(std::string("--") + name + " is " + list + ", not \"" + given + "\"");
}

uint64_t ParseNumber(const char* option, std::string_view text, uint64_t least, uint64_t most) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(std::string("--") + option + " is a whole number from " +
                     std::to_string(least) + " to " + std::to_string(most) + ", not \"" +
                     std::string(text) + "\"");
  }
  return value;
}

uint64_t WholeNumber(const po::variables_map& options, const char* name, uint64_t least,
                     uint64_t most) {
  return ParseNumber(name, options[name].as<std::string>(), least, most);
}

KeepRule ParseKeep(const std::string& text) {
  KeepRule rule;
  constexpr std::string_view kFeeds = "feeds:";
  if (text.starts_with(kFeeds)) {
    rule.kind = KeepRule::Kind::kFeeds;
    rule.feeds = SplitList(text.substr(kFeeds.size()));
    if (!rule.feeds.empty()) return rule;
  }
  for (auto kind : {KeepRule::Kind::kEarliest, KeepRule::Kind::kLatest, KeepRule::Kind::kLongest,
                    KeepRule::Kind::kFirstRead}) {
    rule.kind = kind;
    if (text == Describe(rule)) return rule;
  }
  throw UsageError("--keep is earliest, latest, longest, first or feeds:A,B,..., not \"" + text +
                   "\"");
}

double Fraction(const po::variables_map& options, const char* name, bool one_allowed) {
  const auto& text = options[name].as<std::string>();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value > 0 &&
      (value < 1 || (one_allowed && value == 1))) {
    return value;
  }
  throw UsageError(std::string("--") + name + " is over 0 and " +
                   (one_allowed ? "at most" : "under") + " 1, not \"" + text + "\"");
}

int64_t ParseDuration(const char* option, const std::string& text) {
  constexpr double kLongest = 1e11;  // about 3,000 years
  const double seconds = ParseWithUnit(option, text, "72h (s, m, h, d)",
                                       {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}}, true);
  if (seconds != std::floor(seconds)) {
    throw UsageError(std::string("--") + option + " is whole seconds, not \"" + text + "\"");
  }
  return static_cast<int64_t>(std::min(seconds, kLongest));
}

uint64_t ParseSize(const char* option, const std::string& text) {
  constexpr double kMost = 1e18;
  const double bytes =
      ParseWithUnit(option, text, "64M (k, M, G)",
                    {{'k', 1 << 10}, {'K', 1 << 10}, {'M', 1 << 20}, {'G', 1 << 30}}, false);
  if (bytes > kMost) {
    throw UsageError(std::string("--") + option + " is too large: \"" + text + "\"");
  }
  return static_cast<uint64_t>(bytes);
}

std::string DidYouMean(std::string_view typed, const std::vector<std::string>& names) {
  constexpr size_t kFewEdits = 2;
  constexpr size_t kTelling = 3;  // letters behind the dashes
  size_t least = kFewEdits + 1;
  std::string best;
  const size_t letters = typed.size() - std::min(typed.find_first_not_of('-'), typed.size());
  for (const std::string& name : names) {
    if (letters >= kTelling && name.starts_with(typed)) return "; did you mean " + name + "?";
  }
  for (const std::string& name : names) {
    // Edit distance (Levenshtein, 1966), a row at a time.
    std::vector<size_t> row(name.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 0; i < typed.size(); ++i) {
      size_t diagonal = std::exchange(row[0], i + 1);
      for (size_t j = 0; j < name.size(); ++j) {
        const size_t changed = diagonal + (typed[i] != name[j]);
        diagonal = std::exchange(row[j + 1], std::min({row[j], row[j + 1]}) + 1);
        row[j + 1] = std::min(row[j + 1], changed);
      }
    }
    if (row.back() < least && row.back() < name.size()) {
      least = row.back();
      best = name;
    }
  }
  return best.empty() ? "" : "; did you mean " + best + "?";
}

std::string FileOf(const po::variables_map& options, const char* name) {
  if (options.count(name) == 0) return "";
  const auto& file = options[name].as<std::string>();
  if (file.empty()) throw UsageError(std::string("--") + name + " names a file");
  return file;
}

std::vector<std::string> SplitList(const std::string& text) {
  std::vector<std::string> out;
  for (size_t from = 0; from <= text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    const std::string name(Trimmed(std::string_view(text).substr(from, comma - from)));
    if (!name.empty()) out.push_back(name);
    from = comma + 1;
  }
  return out;
}

}  // namespace nearcopy::tool
