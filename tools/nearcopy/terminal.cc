#include "terminal.h"

#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "nearcopy/io/escape.h"
#include "nearcopy/io/utf8.h"

namespace nearcopy::tool {
namespace {

std::atomic<bool> g_line_shown = false;
std::atomic<bool> g_reader_is_gone = false;  // lock-free, so a handler may set it

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

}  // namespace

std::string ProgressText(const Progress& progress, double stage_seconds) {
  const Progress::Stage stage = progress.stage;
  const auto done = static_cast<double>(progress.done), total = static_cast<double>(progress.total);
  std::string text = Name(stage);
  text += ": " + FormatCount(progress.documents) + " documents";
  if (total > 0) {
    text += ", " + std::to_string(static_cast<int>(100 * std::min(done / total, 1.0))) + " %";
  }
  if (done > 0 && stage_seconds > 0) {
    const double rate = done / stage_seconds;
    if (stage == Progress::Stage::kRead) text += ", " + Bytes(rate) + "/s";
    if (stage == Progress::Stage::kVerify) {
      text += ", " + FormatCount(static_cast<uint64_t>(rate)) + " pairs/s";
    }
    if (total > done) {
      const double left = (total - done) / rate;
      text += left < 1 ? ", under 1 s left" : ", " + Duration(left) + " left";
    }
  }
  return text;
}

bool UseColor(When when, std::FILE* stream) {
  if (when != When::kAuto) return when == When::kAlways;
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == 0) && IsTerminal(stream);
}

std::string Printable(std::string_view text) {
  std::string out;
  char escaped[12];
  while (!text.empty()) {
    // One character; a byte that begins none is one too.
    size_t size = 1;
    while (size < std::min<size_t>(4, text.size()) && (text[size] & 0xc0) == 0x80) ++size;
    size = std::max<size_t>(1, FirstInvalidUtf8(text.substr(0, size)));
    const std::string_view c = text.substr(0, size);
    const auto byte = static_cast<unsigned char>(c.front());
    text.remove_prefix(size);
    const bool control = byte < 0x20 || byte == 0x7f || (size == 1 && byte >= 0x80);
    if (control || (size == 2 && byte == 0xc2 && (c[1] & 0xe0) == 0x80)) {  // C0, DEL, bytes; C1
      std::snprintf(escaped, sizeof(escaped), "\\x%02x", static_cast<unsigned char>(c.back()));
      out += escaped;
    } else if ((c >= "\u202a" && c <= "\u202e") || (c >= "\u2066" && c <= "\u2069")) {
      // Overrides and isolates of direction may hide a text.
      std::snprintf(escaped, sizeof(escaped), "\\u20%02x",
                    (c[1] == '\x80' ? 0 : 0x40) + (c[2] & 0x3f));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out;
}

std::string Shortened(std::string_view text) {
  constexpr size_t kMost = 60;
  if (text.size() <= kMost) return Printable(text);
  size_t size = kMost - 3;
  while (size > 0 && (text[size] & 0xc0) == 0x80) --size;
  return Printable(text.substr(0, size)) + "...";
}

std::string Percent(uint64_t part, uint64_t whole) {
  char text[32];
  const double share =
      whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  std::snprintf(text, sizeof(text), "%.1f %%", share);
  return text;
}

void PrintRow(const char* name, uint64_t value, const std::string& note, bool color) {
  std::printf("  %-12s %s%12s%s%s%s\n", name, color ? "\033[1m" : "", FormatCount(value).c_str(),
              color ? "\033[0m" : "", note.empty() ? "" : "  ", note.c_str());
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

ProgressLine::ProgressLine(const Progress& progress, When when, Intervals intervals)
    : progress_(progress), intervals_(intervals) {
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
  Progress::Stage stage = progress_.stage;
  auto stage_start = Clock::now(), last_line = stage_start;
  std::unique_lock lock(mutex_);
  while (!stop_changed_.wait_for(lock, intervals_.look, [&] { return stop_; })) {
    const auto now = Clock::now();
    if (stage != progress_.stage) {
      stage = progress_.stage;
      stage_start = now;
    }
    if (!terminal && now - last_line < intervals_.plain_line) continue;
    last_line = now;
    const std::string text =
        ProgressText(progress_, std::chrono::duration<double>(now - stage_start).count());
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
  // A terminal that was stopped, and a thread that waits for it, must keep nobody.
  pollfd terminal{STDERR_FILENO, POLLOUT, 0};
  if (poll(&terminal, 1, 0) != 1 || ftrylockfile(stderr) != 0) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  funlockfile(stderr);
}

void MindReaders() {
  struct sigaction action {};
  if (sigaction(SIGPIPE, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = [](int) {
    const int error = errno;
    pollfd output{STDOUT_FILENO, 0, 0};  // POLLERR comes unasked
    if (poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0) g_reader_is_gone = true;
    errno = error;
  };
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, nullptr);
}

bool ReaderIsGone() { return g_reader_is_gone; }

void PrintError(const char* command, std::string_view message, When when) {
  if (ReaderIsGone()) return;
  const bool color = UseColor(when, stderr);
  std::fprintf(stderr, "%snearcopy %s:%s %s\n", color ? "\033[31m" : "", command,
               color ? "\033[0m" : "", Printable(message).c_str());
}

void PrintWarning(std::string_view message, When when) {
  const bool color = UseColor(when, stderr);
  std::fprintf(stderr, "%swarning:%s %s\n", color ? "\033[33m" : "", color ? "\033[0m" : "",
               Printable(message).c_str());
}

}  // namespace nearcopy::tool
