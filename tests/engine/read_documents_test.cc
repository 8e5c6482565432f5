#include "nearcopy/engine/read_documents.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "nearcopy/engine/corpus.h"
#include "support/heap_bytes.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

class ReadDocumentsTest : public testing::Test {
 protected:
  // How often memory was asked for while a corpus of so many documents was read.
  size_t CallsOf(size_t documents, int threads, bool with_corpus) {
    const std::string path = folder_ + "/made.jsonl";
    std::ofstream(path, std::ios::binary) << ToJsonl(MakeCorpus(documents, 1));
    ReadSettings settings;
    settings.inputs.files = {{path, "", Format::kJsonl}};
    settings.replace_invalid_utf8 = true;
    SketchSettings sketch;
    sketch.threads = threads;
    sketch.simd = Simd::Best();
    DocumentIds ids;
    Corpus corpus(sketch.shape, CorpusOptions{});
    Progress progress;
    ReadCounts counts;
    const auto texts = TextStore::Open(settings, folder_);
    EXPECT_TRUE(texts.ok());
    const ReadTargets targets{.ids = &ids, .progress = &progress, .counts = &counts};
    const size_t before = HeapCalls();
    const absl::Status read =
        ReadDocuments(settings, sketch, targets, with_corpus ? texts->get() : nullptr,
                      [&](const SketchedBatch& batch, size_t i) {
                        return with_corpus ? corpus.Add(batch, i, ids.last()) : absl::OkStatus();
                      });
    EXPECT_TRUE(read.ok()) << read;
    EXPECT_EQ(counts.documents, documents);
    return HeapCalls() - before;
  }

  std::string folder_ = testing::TempDir() + "nearcopy_read_documents_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

// Buffers grow at first, to what the largest document needs, and what is kept of all documents is
// kept in large pieces; but a document as such costs no call.
TEST_F(ReadDocumentsTest, ADocumentMoreAsksForNoMemory) {
  for (int threads : {1, 3}) {
    for (bool with_corpus : {false, true}) {
      // So many that the buffers of some blocks more, as chance will have it, are nothing beside.
      constexpr size_t kMore = 20'000;
      const size_t few = CallsOf(4000, threads, with_corpus);
      const size_t many = CallsOf(4000 + kMore, threads, with_corpus);
      EXPECT_LT(many, few + kMore / 20) << threads << " threads, " << few << " calls at first";
    }
  }
}

}  // namespace
}  // namespace nearcopy
