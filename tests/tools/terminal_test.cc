#include "terminal.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace nearcopy::tool {
namespace {

TEST(Terminal, WhatIsPrintedCommandsNothing) {
  EXPECT_EQ(Printable("Zürich 東京 \u00a0"), "Zürich 東京 \u00a0");
  EXPECT_EQ(Printable("\x1b[31m\r\n\x7f"), "\\x1b[31m\\x0d\\x0a\\x7f");
  EXPECT_EQ(Printable("\u009b31m"), "\\x9b31m");
  EXPECT_EQ(Printable("\x9b"
                      "31m"),
            "\\x9b31m");  // a byte, as in a file's name
  EXPECT_EQ(Printable("a\xe2\x80"), "a\\xe2\\x80");
  EXPECT_EQ(Printable("é\x80"), "é\\x80");
  EXPECT_EQ(Printable("x\u202etxt\u202c \u2066y\u2069"), "x\\u202etxt\\u202c \\u2066y\\u2069");
}

TEST(Terminal, LongNamesAreShortenedBetweenCharacters) {
  EXPECT_EQ(Shortened("short"), "short");
  EXPECT_EQ(Shortened(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(Shortened(std::string(61, 'x')), std::string(57, 'x') + "...");
  EXPECT_EQ(Shortened(std::string(56, 'x') + "東京東京"), std::string(56, 'x') + "...");
}

TEST(Terminal, FiguresReadWell) {
  EXPECT_EQ(Bytes(999), "999 B");
  EXPECT_EQ(Bytes(3.41e9), "3.4 GB");
  EXPECT_EQ(Duration(0.04), "40 ms");
  EXPECT_EQ(Duration(9.96), "10.0 s");
  EXPECT_EQ(Duration(125), "2 min 5 s");
  EXPECT_EQ(Duration(3 * 3600 + 61), "3 h 1 min");
}

TEST(Terminal, ProgressHasRateAndTimeLeft) {
  Progress progress;
  EXPECT_EQ(ProgressText(progress, 0), "reading: 0 documents");
  progress.Begin(Progress::Stage::kRead, 4'000'000'000);
  progress.documents = 250'000;
  progress.done = 1'000'000'000;
  EXPECT_EQ(ProgressText(progress, 5), "reading: 250,000 documents, 25 %, 200.0 MB/s, 15 s left");
  progress.total = 0;  // a pipe
  EXPECT_EQ(ProgressText(progress, 5), "reading: 250,000 documents, 200.0 MB/s");
  progress.Begin(Progress::Stage::kCandidates, 32);
  progress.done = 8;
  EXPECT_EQ(ProgressText(progress, 2), "finding candidates: 250,000 documents, 25 %, 6.0 s left");
  progress.Begin(Progress::Stage::kVerify, 100'000);
  progress.done = 99'000;
  EXPECT_EQ(ProgressText(progress, 2),
            "verifying: 250,000 documents, 99 %, 49,500 pairs/s, under 1 s left");
}

TEST(Terminal, WithoutATerminalProgressIsAPlainLineNowAndThen) {
  Progress progress;
  progress.documents = 7;
  const auto shown = [&](When when) {
    testing::internal::CaptureStderr();
    {
      const ProgressLine line(progress, when,
                              {std::chrono::milliseconds(1), std::chrono::milliseconds(5)});
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return testing::internal::GetCapturedStderr();
  };
  const std::string plain = "nearcopy: reading: 7 documents\n";
  EXPECT_EQ(shown(When::kAuto).substr(0, plain.size()), plain);
  EXPECT_EQ(shown(When::kNever), "");
}

TEST(Terminal, ShortJobsShowNoProgress) {
  Progress progress;
  testing::internal::CaptureStderr();
  { const ProgressLine line(progress, When::kAlways); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace nearcopy::tool
