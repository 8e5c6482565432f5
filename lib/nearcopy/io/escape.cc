#include "nearcopy/io/escape.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "absl/time/time.h"

namespace nearcopy {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// Bytes that JSON does not have as they are, or that may begin such a character.
constexpr std::array<bool, 256> kMayEscape = [] {
  std::array<bool, 256> t{};
  for (size_t c = 0; c < 0x20; ++c) t[c] = true;
  t['"'] = t['\\'] = t[0x7f] = t[0xc2] = true;
  return t;
}();

void AppendControl(unsigned char c, std::string* out) {
  out->append("\\u00");
  out->push_back(kHex[c >> 4]);
  out->push_back(kHex[c & 15]);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  for (size_t i = 0; i < text.size(); ++i) {
    size_t plain = i;
    while (plain < text.size() && !kMayEscape[static_cast<unsigned char>(text[plain])]) ++plain;
    out->append(text.substr(i, plain - i));
    if ((i = plain) == text.size()) break;
    const char c = text[i];
    // C1 controls, which are two bytes in UTF-8, command terminals as C0 ones do.
    if (c == '\xc2' && i + 1 < text.size() && (text[i + 1] & 0xe0) == 0x80) {
      AppendControl(static_cast<unsigned char>(text[++i]), out);
      continue;
    }
    switch (c) {
      case '"':
        out->append("\\\"");
        break;
      case '\\':
        out->append("\\\\");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\r':
        out->append("\\r");
        break;
      case '\t':
        out->append("\\t");
        break;
      case '\xc2':
        out->push_back(c);
        break;
      default:
        AppendControl(static_cast<unsigned char>(c), out);
    }
  }
  out->push_back('"');
}

void AppendTsvField(std::string_view text, std::string* out) {
  for (const char c : text) {
    switch (c) {
      case '\t':
        out->append("\\t");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\\':
        out->append("\\\\");
        break;
      default:
        out->push_back(c);
    }
  }
}

void AppendSimilarity(double similarity, std::string* out) {
  char buffer[32];
  if (similarity > 0 && similarity <= 1) {
    // Six digits are a count of millionths. The product is 1e-10 off at most: it is only near the
    // middle of two of them that the exact value must tell which is nearer.
    constexpr double kNearTheMiddle = 1e-6;
    const double millionths = similarity * 1e6;
    auto count = static_cast<uint32_t>(millionths);
    const double rest = millionths - count;
    if (std::abs(rest - 0.5) > kNearTheMiddle) {
      if (rest > 0.5) ++count;
      for (size_t i = 7; i > 1; --i, count /= 10) buffer[i] = static_cast<char>('0' + count % 10);
      buffer[1] = '.';
      buffer[0] = static_cast<char>('0' + count);
      out->append(buffer, 8);
      return;
    }
  }
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), similarity, std::chars_format::fixed, 6);
  out->append(buffer, end.ptr);
}

std::string FormatCount(uint64_t n) {
  std::string digits = std::to_string(n);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string FormatTime(int64_t seconds) {
  using std::chrono::floor;
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) {
    return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                            absl::UTCTimeZone());
  }
  std::string out = "0000-00-00T00:00:00Z";
  const auto put = [&](size_t at, unsigned value) {
    out[at] = static_cast<char>('0' + value / 10);
    out[at + 1] = static_cast<char>('0' + value % 10);
  };
  put(0, static_cast<unsigned>(year) / 100);
  put(2, static_cast<unsigned>(year) % 100);
  put(5, static_cast<unsigned>(date.month()));
  put(8, static_cast<unsigned>(date.day()));
  put(11, static_cast<unsigned>(clock.hours().count()));
  put(14, static_cast<unsigned>(clock.minutes().count()));
  put(17, static_cast<unsigned>(clock.seconds().count()));
  return out;
}

}  // namespace nearcopy
