#include "nearcopy/engine/explain_job.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "io/made_files.h"

namespace nearcopy {
namespace {

class ExplainJobTest : public FolderTest {
 protected:
  absl::StatusOr<DocumentPair> Find(const std::string& a, const std::string& b) {
    Progress progress;
    counts_ = {};
    return FindDocuments(settings_, {a, b}, 2, Simd::Best(), &progress, &counts_);
  }
  void Reads(const std::vector<std::string>& paths) {
    settings_.inputs = FindInputs(paths, Format::kAuto).value();
  }
  static std::string Message(const absl::Status& status) { return std::string(status.message()); }

  ReadSettings settings_;
  ReadCounts counts_;
};

constexpr std::string_view kRecords =
    R"({"id": "wire-1", "text": "first", "feed": "wire", "title": "T", "published": "2026-01-01"}
{"id": 12345678, "text": "second"}
{"id": "wire \u00e9\n\u0001", "text": "third"}
)";

TEST_F(ExplainJobTest, FindsDocumentsInAnyInput) {
  Reads(
      {Write("a.jsonl.gz", Gzip(kRecords)), Write("folder/sub/b.txt", "fourth"), PathOf("folder")});
  settings_.skip_duplicate_ids = true;
  auto found = Find("sub/b.txt", "wire-1");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ((*found)[0].text, "fourth");
  EXPECT_EQ((*found)[0].path, PathOf("folder/sub/b.txt"));
  EXPECT_EQ((*found)[1].text, "first");
  EXPECT_EQ((*found)[1].feed, "wire");
  EXPECT_EQ((*found)[1].title, "T");
  EXPECT_EQ((*found)[1].published, "2026-01-01");
  found = Find("12345678", "wire \u00e9\n\x01");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ((*found)[0].text, "second");
  EXPECT_EQ((*found)[1].text, "third");
  found = Find("wire-1", "wire-1");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ((*found)[0].text, (*found)[1].text);
}

TEST_F(ExplainJobTest, NamesAnIdThatIsLikeTheMissingOne) {
  Reads({Write("a.jsonl", kRecords)});
  EXPECT_EQ(Message(Find("wire-1", "wire-7").status()),
            "none of 3 documents has the id \"wire-7\"; did you mean \"wire-1\"?");
  EXPECT_EQ(Message(Find("12346678", "wire-1").status()),
            "none of 3 documents has the id \"12346678\"; did you mean \"12345678\"?");
  EXPECT_EQ(Message(Find("12 \n", "wire-1").status()), "none of 3 documents has the id \"12 \\n\"");
  EXPECT_EQ(Message(Find("", "wire-1").status()), "none of 3 documents has the id \"\"");
}

TEST_F(ExplainJobTest, ReadsNoFurtherThanBoth) {
  const std::string path = Write("a.jsonl", std::string(kRecords) + "no JSON\n");
  Reads({path});
  EXPECT_TRUE(Find("12345678", "wire-1").ok());
  const auto missing = Find("12345678", "none");
  EXPECT_EQ(Message(missing.status()).rfind(path + ":4: ", 0), 0u) << missing.status();
  settings_.skip_bad = true;
  EXPECT_EQ(Message(Find("12345678", "none").status()), "none of 3 documents has the id \"none\"");
}

TEST_F(ExplainJobTest, ReadsTheOnlyDocumentOfAFile) {
  Progress progress;
  const auto read = [&](const std::string& path) {
    Reads({path});
    return ReadOnlyDocument(settings_, Simd::Best(), &progress, &counts_);
  };
  EXPECT_EQ(read(Write("text.txt", "a text")).value().text, "a text");
  EXPECT_EQ(read(Write("empty.txt", "")).value().text, "");
  EXPECT_EQ(read(Write("one.jsonl", R"({"id": "x", "text": "of a record"})")).value().id, "x");
  const std::string many = Write("many.jsonl", kRecords), none = Write("none.jsonl", "\n");
  EXPECT_EQ(Message(read(many).status()),
            many + ": holds more than one document; --ids A B says which two of them");
  EXPECT_EQ(Message(read(none).status()), none + ": holds no document");
}

}  // namespace
}  // namespace nearcopy
