#include "nearcopy/io/published.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace nearcopy {
namespace {

constexpr int64_t kAnyTime = std::numeric_limits<int64_t>::max();
constexpr int64_t kThatMorning = 1770091506;  // date -u -d 2026-02-03T04:05:06Z +%s

TEST(ParsePublished, TakesRfc3339) {
  EXPECT_EQ(ParsePublished("2026-02-03T04:05:06Z", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03t04:05:06z", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03T06:05:06+02:00", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-02T22:35:06-05:30", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03T04:05:06.999999999Z", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("1970-01-01T00:00:00Z", kAnyTime), 0);
  EXPECT_EQ(ParsePublished("1969-12-31T23:59:59.5Z", kAnyTime), -1);
  EXPECT_EQ(ParsePublished("2024-02-29T00:00:00Z", kAnyTime), 1709164800);
}

TEST(ParsePublished, TakesWhatFeedsWriteForIt) {
  EXPECT_EQ(ParsePublished("2026-02-03T04:05:06", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03 04:05:06", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03 04:05:06+00:00", kAnyTime), kThatMorning);
  EXPECT_EQ(ParsePublished("1970-01-02", kAnyTime), 86400);
}

TEST(ParsePublished, GivesNothingForWhatIsNoTime) {
  for (const char* text : {"",
                           "yesterday",
                           "infinite-future",
                           "infinite-past",
                           "2026",
                           "2026-02",
                           "2026-2-3",
                           "20260203T040506Z",
                           "2026-02-03T",
                           "2026-02-03Z",
                           "2026-02-03T04:05Z",
                           "2026-02-03T04",
                           "2026-02-03T04:05:06.Z",
                           "2026-02-03T04:05:06+0100",
                           "2026-02-03T04:05:06+1:00",
                           "2026-02-03T04:05:06 Z",
                           " 2026-02-03",
                           "2026-02-03 ",
                           "2026-02-03T04:05:06ZZ",
                           "+2026-02-03",
                           "-026-02-03",
                           "1770091506",
                           "2026-02-0\xc3\xa9"}) {
    EXPECT_EQ(ParsePublished(text, kAnyTime), std::nullopt) << text;
  }
  EXPECT_EQ(ParsePublished(std::string_view("2026-02-03\0", 11), kAnyTime), std::nullopt);
}

TEST(ParsePublished, GivesNothingOutOfTheCalendarOrClock) {
  for (const char* text :
       {"2026-02-30", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-04-31", "2026-02-03T24:00:00Z", "2026-02-03T04:60:00Z", "2016-12-31T23:59:60Z",
        "2026-02-03T04:05:61Z", "2026-02-03T04:05:06+24:00", "2026-02-03T04:05:06+01:60"}) {
    EXPECT_EQ(ParsePublished(text, kAnyTime), std::nullopt) << text;
  }
}

TEST(ParsePublished, GivesNothingForPlaceholderYears) {
  EXPECT_EQ(ParsePublished("0000-00-00", kAnyTime), std::nullopt);
  EXPECT_EQ(ParsePublished("0000-12-31T23:00:00-02:00", kAnyTime), -62135596800 + 3600);
  EXPECT_EQ(ParsePublished("0000-12-31T23:00:00Z", kAnyTime), std::nullopt);
  EXPECT_EQ(ParsePublished("0001-01-01", kAnyTime), -62135596800);
  EXPECT_EQ(ParsePublished("0001-01-01T00:00:00+01:00", kAnyTime), std::nullopt);
  EXPECT_NE(ParsePublished("9998-12-31T23:59:59Z", kAnyTime), std::nullopt);
  EXPECT_EQ(ParsePublished("9998-12-31T23:59:59-01:00", kAnyTime), std::nullopt);
  EXPECT_EQ(ParsePublished("9999-12-31", kAnyTime), std::nullopt);
}

TEST(ParsePublished, GivesNothingPastTheLatest) {
  EXPECT_EQ(ParsePublished("2026-02-03T04:05:06Z", kThatMorning), kThatMorning);
  EXPECT_EQ(ParsePublished("2026-02-03T04:05:07Z", kThatMorning), std::nullopt);
}

}  // namespace
}  // namespace nearcopy
