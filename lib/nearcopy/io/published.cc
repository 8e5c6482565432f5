#include "nearcopy/io/published.h"

#include "absl/time/civil_time.h"

namespace nearcopy {
namespace {

// Takes the parts of a time from the front of a text. absl::ParseTime is no help here: it also
// takes "infinite-future", white space and leap seconds.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool Done() const { return rest_.empty(); }

  bool Take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `digits` decimal digits.
  bool Number(size_t digits, int* value) {
    if (rest_.size() < digits) return false;
    *value = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      *value = *value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

 private:
  std::string_view rest_;
};

bool ScanTimeOfDay(Scanner* scan, int64_t* seconds) {
  int hour = 0, minute = 0, second = 0, digit = 0;
  if (!scan->Number(2, &hour) || !scan->Take(":") || !scan->Number(2, &minute) ||
      !scan->Take(":") || !scan->Number(2, &second)) {
    return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  if (scan->Take(".")) {
    if (!scan->Number(1, &digit)) return false;
    while (scan->Number(1, &digit)) continue;
  }
  *seconds = (hour * 60 + minute) * 60 + second;
  return true;
}

bool ScanZone(Scanner* scan, int64_t* seconds) {
  *seconds = 0;
  if (scan->Done() || scan->Take("Zz")) return true;
  const bool east = scan->Take("+");
  int hour = 0, minute = 0;
  if (!east && !scan->Take("-")) return false;
  if (!scan->Number(2, &hour) || !scan->Take(":") || !scan->Number(2, &minute)) return false;
  if (hour > 23 || minute > 59) return false;
  *seconds = (hour * 60 + minute) * (east ? 60 : -60);
  return true;
}

}  // namespace

std::optional<int64_t> ParsePublished(std::string_view text, int64_t latest) {
  Scanner scan(text);
  int year = 0, month = 0, day = 0;
  if (!scan.Number(4, &year) || !scan.Take("-") || !scan.Number(2, &month) || !scan.Take("-") ||
      !scan.Number(2, &day)) {
    return std::nullopt;
  }
  const absl::CivilDay date(year, month, day);
  if (date.year() != year || date.month() != month || date.day() != day) return std::nullopt;

  int64_t time_of_day = 0, zone = 0;
  if (!scan.Done() && (!scan.Take("Tt ") || !ScanTimeOfDay(&scan, &time_of_day) ||
                       !ScanZone(&scan, &zone) || !scan.Done())) {
    return std::nullopt;
  }
  const absl::CivilSecond epoch(1970);
  const int64_t time = (absl::CivilSecond(date) - epoch) + time_of_day - zone;
  // Years outside are placeholders ("0000-00-00", "9999-12-31"), not times.
  if (time < absl::CivilSecond(1) - epoch || time >= absl::CivilSecond(9999) - epoch) {
    return std::nullopt;
  }
  if (time > latest) return std::nullopt;
  return time;
}

}  // namespace nearcopy
