#ifndef NEARCOPY_IO_ESCAPE_H_
#define NEARCOPY_IO_ESCAPE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace nearcopy {

// All of these: any thread.

// Appends `text` as a JSON string with its quotes (RFC 8259). Control characters (C0, DEL, C1) are
// escaped, all other UTF-8 stays as it is.
void AppendJsonString(std::string_view text, std::string* out);

// Appends a TSV field: tab, LF and backslash become \t, \n, \\.
void AppendTsvField(std::string_view text, std::string* out);

// "0.812345": six decimals, whatever the locale.
void AppendSimilarity(double similarity, std::string* out);

// "19,043".
std::string FormatCount(uint64_t n);

// "2026-02-03T04:05:06Z" of seconds since 1970.
std::string FormatTime(int64_t seconds);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_ESCAPE_H_
