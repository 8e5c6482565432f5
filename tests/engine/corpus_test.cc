#include "nearcopy/engine/corpus.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace nearcopy {
namespace {

// Documents of one text, each with its own value of --block-by.
class OneTextInManyBlocks {
 public:
  explicit OneTextInManyBlocks(bool with_blocks)
      : corpus_(SketchShape{}, CorpusOptions{.blocks = with_blocks}) {
    batch_.read.documents.resize(1);
    batch_.published = {kUnknownTime};
    batch_.sketched.push_back({.fingerprint = {1, 2}, .words = 100, .shingles = 96});
    batch_.sketches.resize(SketchShape{}.words());
    batch_.texts.places.resize(1);
  }
  void Add(size_t block) {
    const std::string id = std::to_string(corpus_.documents().size());
    const std::string value = "block" + std::to_string(block);
    ids_.Add(id, {});
    batch_.read.documents[0].block = value;
    ASSERT_TRUE(corpus_.Add(batch_, 0, ids_.last()).ok());
  }
  const Corpus& corpus() const { return corpus_; }

 private:
  DocumentIds ids_;
  SketchedBatch batch_;
  Corpus corpus_;
};

// So many that it would be felt if each were compared with those of all other blocks: that would be
// billions of comparisons, while these are thousands of additions.
TEST(Corpus, OneTextInManyBlocksIsAGroupInEach) {
  constexpr uint32_t kBlocks = 50'000;
  OneTextInManyBlocks made(true);
  for (int copies = 0; copies < 2; ++copies) {
    for (uint32_t block = 0; block < kBlocks; ++block) {
      ASSERT_NO_FATAL_FAILURE(made.Add(block));
      ASSERT_EQ(made.corpus().documents()[copies * kBlocks + block].group, block);
    }
  }
  EXPECT_EQ(made.corpus().groups().size(), kBlocks);
}

TEST(Corpus, BlocksThatDoNotCountPartNoCopies) {
  OneTextInManyBlocks made(false);
  for (size_t block = 0; block < 100; ++block) ASSERT_NO_FATAL_FAILURE(made.Add(block));
  EXPECT_EQ(made.corpus().groups().size(), 1u);
}

}  // namespace
}  // namespace nearcopy
