#include "terminal.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace nearcopy::tool {
namespace {

std::atomic<bool> g_line_shown = false;

bool IsTerminal(std::FILE* stream) {
  const char* term = std::getenv("TERM");
  return isatty(fileno(stream)) != 0 && (term == nullptr || std::strcmp(term, "dumb") != 0);
}

const char* Name(Progress::Stage stage) {
  switch (stage) {
    case Progress::Stage::kRead:
      return "reading";
    case Progress::Stage::kCandidates:
      return "finding candidates";
    case Progress::Stage::kVerify:
      return "verifying";
    case Progress::Stage::kWrite:
      return "writing";
  }
  return "";
}

// "reading: 12,000 documents, 41 % at 210.3 MB/s, 12 s left".
std::string Describe(const Progress& progress, double stage_seconds) {
  const Progress::Stage stage = progress.stage;
  const auto done = static_cast<double>(progress.done), total = static_cast<double>(progress.total);
  std::string text = Name(stage);
  text += ": " + Thousands(progress.documents) + " documents";
  if (total > 0) {
    text += ", " + std::to_string(static_cast<int>(100 * std::min(done / total, 1.0))) + " %";
  }
  if (stage == Progress::Stage::kRead && stage_seconds > 0) {
    text += ", " + Bytes(done / stage_seconds) + "/s";
  }
  if (total > 0 && done > 0 && done < total) {
    text += ", " + Duration(std::max(1.0, stage_seconds * (total - done) / done)) + " left";
  }
  return text;
}

}  // namespace

bool UseColor(When when, std::FILE* stream) {
  if (when != When::kAuto) return when == When::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == 0) && IsTerminal(stream);
}

std::string Printable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // C0, DEL, and C1 as UTF-8 writes them.
    // Overrides and isolates of direction (U+202A to U+202E, U+2066 to U+2069) may hide a text.
    if (i + 2 < text.size() && c == 0xe2 &&
        ((text[i + 1] == '\x80' && text[i + 2] >= '\xaa' && text[i + 2] <= '\xae') ||
         (text[i + 1] == '\x81' && text[i + 2] >= '\xa6' && text[i + 2] <= '\xa9'))) {
      out += "\\u20";
      char code[4];
      std::snprintf(code, sizeof(code), "%02x",
                    (text[i + 1] == '\x80' ? 0 : 0x40) + (text[i + 2] & 0x3f));
      out += code;
      i += 2;
      continue;
    }
    const bool c1 = c == 0xc2 && i + 1 < text.size() && (text[i + 1] & 0xe0) == 0x80;
    if (c >= 0x20 && c != 0x7f && !c1) {
      out.push_back(text[i]);
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof(escaped), "\\x%02x",
                  c1 ? static_cast<unsigned char>(text[++i]) : c);
    out += escaped;
  }
  return out;
}

std::string Thousands(uint64_t n) {
  std::string digits = std::to_string(n);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Bytes(double bytes) {
  const char* const units[] = {"B", "kB", "MB", "GB", "TB"};
  int unit = 0;
  for (; bytes >= 1000 && unit < 4; ++unit) bytes /= 1000;
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text;
}

std::string Duration(double seconds) {
  char text[32];
  if (seconds < 1) {
    std::snprintf(text, sizeof(text), "%.0f ms", 1000 * seconds);
    return text;
  }
  if (seconds < 10) {
    std::snprintf(text, sizeof(text), "%.1f s", seconds);
    return text;
  }
  const auto s = std::lround(seconds);
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
  return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " min";
}

ProgressLine::ProgressLine(const Progress& progress, When when) : progress_(progress) {
  if (when == When::kNever) return;
  const bool terminal = IsTerminal(stderr);
  thread_ = std::thread([this, terminal] { Run(terminal); });
}

ProgressLine::~ProgressLine() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  ClearProgressLine();
}

void ProgressLine::Run(bool terminal) {
  using Clock = std::chrono::steady_clock;
  constexpr auto kLook = std::chrono::milliseconds(200);
  constexpr auto kPlainLine = std::chrono::seconds(30);
  Progress::Stage stage = progress_.stage;
  auto stage_start = Clock::now(), last_line = stage_start;
  std::unique_lock lock(mutex_);
  while (!stop_changed_.wait_for(lock, kLook, [&] { return stop_; })) {
    const auto now = Clock::now();
    if (stage != progress_.stage) {
      stage = progress_.stage;
      stage_start = now;
    }
    if (!terminal && now - last_line < kPlainLine) continue;
    last_line = now;
    const std::string text =
        Describe(progress_, std::chrono::duration<double>(now - stage_start).count());
    if (terminal) {
      g_line_shown = true;
      std::fprintf(stderr, "\r\033[K%s", text.c_str());
    } else {
      std::fprintf(stderr, "nearcopy: %s\n", text.c_str());
    }
    std::fflush(stderr);
  }
}

void ClearProgressLine() {
  if (!g_line_shown.exchange(false)) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace nearcopy::tool
