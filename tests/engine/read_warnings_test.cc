#include "nearcopy/engine/read_warnings.h"

#include <gtest/gtest.h>

namespace nearcopy {
namespace {

ReadCounts Read(uint64_t documents) {
  ReadCounts counts;
  counts.documents = counts.with_published = documents;
  return counts;
}

TEST(ReadWarnings, NothingIsSaidOfWhatIsAsItShouldBe) {
  EXPECT_TRUE(ReadWarnings({}, Read(10)).empty());
}

TEST(ReadWarnings, WhatWasNotReadOrNotBelievedIsCounted) {
  ReadSettings settings;
  settings.inputs.ignored = {"in/a.pdf", "in/b.pdf"};
  ReadCounts counts = Read(12'000);
  counts.empty_inputs = 3;
  counts.bad_time = 2'000;
  counts.replaced = 4;
  counts.skipped[static_cast<size_t>(BadReason::kTooDeep)] = 5'000;
  counts.skipped[static_cast<size_t>(BadReason::kTruncated)] = 1;
  counts.damaged = {"cut.gz:9: (byte 8): gzip: ends inside a member"};
  EXPECT_EQ(ReadWarnings(settings, counts),
            (std::vector<std::string>{
                "files in folders that are no .jsonl, .ndjson or .txt were not read: 2, such as "
                "in/a.pdf",
                "input files without any record: 3",
                "documents without a believable time of publication: 2,000; their time counts as "
                "unknown",
                "documents with bytes that are not UTF-8: 4; these bytes stand as U+FFFD",
                "damaged input, read up to here: cut.gz:9: (byte 8): gzip: ends inside a member",
                "records skipped: too_deep 5,000, truncated 1"}));
}

TEST(ReadWarnings, NoTimesAtAllAreSaidInOtherWords) {
  ReadCounts counts = Read(5);
  counts.with_published = 0;
  counts.bad_time = 5;
  EXPECT_EQ(ReadWarnings({}, counts),
            (std::vector<std::string>{"no document has a time of publication"}));
  EXPECT_EQ(ReadWarnings({}, Read(0)), (std::vector<std::string>{"the input has no documents"}));
}

}  // namespace
}  // namespace nearcopy
