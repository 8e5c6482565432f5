#ifndef NEARCOPY_IO_PUBLISHED_H_
#define NEARCOPY_IO_PUBLISHED_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace nearcopy {

// Seconds since 1970 (UTC) of an RFC 3339 time; a date alone is its midnight, a time without zone
// is UTC, a space may stand for T, fractions are cut. Nothing for what is no time: out of the
// calendar, a leap second, before year 1, year 9999 and later, or past `latest`. Any thread.
std::optional<int64_t> ParsePublished(std::string_view text, int64_t latest);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_PUBLISHED_H_
