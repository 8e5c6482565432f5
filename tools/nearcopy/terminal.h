#ifndef NEARCOPY_TOOLS_NEARCOPY_TERMINAL_H_
#define NEARCOPY_TOOLS_NEARCOPY_TERMINAL_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "nearcopy/engine/progress.h"

namespace nearcopy::tool {

enum class When { kAuto, kAlways, kNever };

// Whether to colour what goes to `stream`: NO_COLOR and a dumb or missing terminal say no.
bool UseColor(When when, std::FILE* stream);

// Text of a file or a user made fit for a terminal: control characters, and bytes that are not
// UTF-8, are escaped.
std::string Printable(std::string_view text);
// The same, of at most 60 bytes before escaping.
std::string Shortened(std::string_view text);

// "12.5 %"; of nothing it is 0.
std::string Percent(uint64_t part, uint64_t whole);

// A row of a summary for people on standard output.
void PrintRow(const char* name, uint64_t value, const std::string& note, bool color);

// "3.4 GB"; "40 ms", "2 min 5 s".
std::string Bytes(double bytes);
std::string Duration(double seconds);

// "reading: 12,000 documents, 41 %, 210.3 MB/s, 12 s left", so many seconds into the stage.
std::string ProgressText(const Progress& progress, double stage_seconds);

// Shows on standard error how far a job is, with rate and time left: on a terminal a line that
// renews itself, else a plain line every 30 seconds. Nothing for short jobs.
class ProgressLine {
 public:
  struct Intervals {
    std::chrono::milliseconds look{200}, plain_line{30'000};
  };
  ProgressLine(const Progress& progress, When when) : ProgressLine(progress, when, Intervals{}) {}
  ProgressLine(const Progress& progress, When when, Intervals intervals);
  ~ProgressLine();  // clears the line
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void Run(bool terminal);

  const Progress& progress_;
  const Intervals intervals_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

// Removes the line of a ProgressLine, where one is shown; never waits.
void ClearProgressLine();

// From then on a reader that went away is an error first, whichever thread wrote to it, so that
// temporary files are removed and the program may end by the signal after that; one of standard
// error alone is nothing at all. What the caller set to be ignored stays ignored.
void MindReaders();

// Whether the reader of standard output went away since then.
bool ReaderIsGone();

// To standard error, fit for a terminal.
void PrintError(const char* command, std::string_view message, When color = When::kAuto);
void PrintWarning(std::string_view message, When color);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_TERMINAL_H_
