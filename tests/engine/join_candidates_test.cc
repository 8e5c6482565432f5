#include "nearcopy/engine/join_candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "io/made_files.h"
#include "nearcopy/cluster/union_find.h"
#include "nearcopy/engine/read_documents.h"
#include "support/brute_force.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

// Versions of one story, any two of which are about as like as the threshold asks.
void AddFamily(const std::string& name, int versions, std::mt19937* rng,
               std::vector<MadeDocument>* documents) {
  std::vector<std::string> story;
  for (int w = 0; w < 150; ++w) story.push_back("w" + std::to_string((*rng)() % 1'000'000));
  for (int version = 0; version < versions; ++version) {
    std::vector<std::string> words = story;
    for (size_t edits = (*rng)() % 6; edits > 0; --edits) {
      words[(*rng)() % words.size()] = "edit" + std::to_string((*rng)() % 1'000'000);
    }
    std::string text = "version" + std::to_string(version);  // so no two are the same
    for (const std::string& word : words) text += " " + word;
    documents->push_back(
        {name + "-" + std::to_string(version), name, "2026-03-01T00:00:00Z", "en", text});
  }
}

using Edge = std::tuple<uint32_t, uint32_t, double>;  // later, earlier, similarity

// The pairs of groups, or of documents, in order.
template <typename Pairs>
std::vector<Edge> Sorted(const Pairs& pairs) {
  std::vector<Edge> edges;
  for (const auto& p : pairs) edges.emplace_back(p.later, p.earlier, p.similarity);
  std::ranges::sort(edges);
  return edges;
}

// Documents that are read; each is a group of its own.
class JoinCandidates : public FolderTest {
 protected:
  void ReadCorpus(const std::vector<MadeDocument>& documents) {
    settings_.read.inputs.files = {{Write("made.jsonl", ToJsonl(documents)), "", Format::kJsonl}};
    settings_.sketch.simd = Simd::Best();
    auto texts = TextStore::Open(settings_.read, folder_.string());
    ASSERT_TRUE(texts.ok()) << texts.status();
    texts_ = *std::move(texts);
    Progress progress;
    ReadCounts counts;
    const ReadTargets targets{.ids = &ids_, .progress = &progress, .counts = &counts};
    const absl::Status read = ReadDocuments(
        settings_.read, settings_.sketch, targets, texts_.get(),
        [&](const SketchedBatch& batch, size_t i) { return corpus_.Add(batch, i, ids_.last()); });
    ASSERT_TRUE(read.ok()) << read;
    ASSERT_TRUE(corpus_.SortByKeep(KeepRule{}).ok());
    ASSERT_EQ(corpus_.groups().size(), documents.size());
  }

  // Every pair of documents of one feed.
  std::unique_ptr<CandidatePairs> Candidates() const {
    auto candidates = std::make_unique<CandidatePairs>(corpus_.groups().size(),
                                                       SortOptions{.folder = folder_.string()});
    for (uint32_t a = 0; a < corpus_.documents().size(); ++a) {
      for (uint32_t b = a + 1; b < corpus_.documents().size(); ++b) {
        if (corpus_.documents()[a].feed != corpus_.documents()[b].feed) continue;
        const CandidatePair pair{a, b};
        EXPECT_TRUE(candidates->AddNear({&pair, 1}).ok());
      }
    }
    EXPECT_TRUE(candidates->Finish().ok());
    return candidates;
  }

  // What is there to be found, from the definition.
  std::vector<Edge> EveryEdge(const std::vector<MadeDocument>& documents) const {
    std::map<std::string, uint32_t> number;
    for (uint32_t d = 0; d < corpus_.documents().size(); ++d) {
      number[std::string(corpus_.documents()[d].id)] = d;
    }
    std::vector<Edge> edges;
    for (const auto& [ids, similarity] : ExactPairs(documents, settings_.threshold)) {
      const auto [earlier, later] = std::minmax(number[ids.first], number[ids.second]);
      edges.emplace_back(later, earlier, similarity);
    }
    std::ranges::sort(edges);
    return edges;
  }

  ClusterSettings settings_;
  DocumentIds ids_;
  std::unique_ptr<TextStore> texts_;
  Corpus corpus_{SketchShape{}, CorpusOptions{}};
};

// Components that are cut into many pieces, which all threads take together, stand among those that
// one thread takes whole.
TEST_F(JoinCandidates, LargeAndSmallComponentsAreTheSameForAnyNumberOfThreads) {
  std::mt19937 rng(1);
  std::vector<MadeDocument> documents;
  for (int i = 10; i < 70; ++i) {  // in keep order, which is that of the ids
    AddFamily(std::to_string(i), i == 30 ? 200 : i == 50 ? 140 : 3, &rng, &documents);
  }
  std::shuffle(documents.begin(), documents.end(), rng);
  ASSERT_NO_FATAL_FAILURE(ReadCorpus(documents));

  const std::vector<Edge> edges = EveryEdge(documents);
  ASSERT_GT(edges.size(), 10'000u);
  std::vector<Edge> joins;  // those that join two components, in order
  UnionFind components(documents.size());
  for (const Edge& e : edges) {
    if (components.Join(std::get<0>(e), std::get<1>(e))) joins.push_back(e);
  }
  const ClusterDocuments docs = corpus_.ForClusters(false);
  // For all sets of shingles, and for those of some documents.
  for (uint64_t shingles : {16 << 20, 256 << 10}) {
    MemoryPlan plan = PlanMemory(1 << 30);
    plan.shingles = shingles;
    uint64_t verified = 0;  // which depends on neither
    for (int threads : {1, 2, 8}) {
      SCOPED_TRACE(testing::Message() << shingles << " bytes, " << threads << " threads");
      settings_.sketch.threads = threads;
      CandidateJoiner joiner(settings_, plan, corpus_, *texts_);
      std::atomic<uint64_t> done = 0;
      auto candidates = Candidates();
      ASSERT_GT(candidates->size(), 25'000u);
      const auto joined = joiner.JoinComponents(docs, candidates.get(), &done);
      ASSERT_TRUE(joined.ok()) << joined.status();
      EXPECT_EQ(done, candidates->size());
      EXPECT_TRUE(Sorted(joined->links) == joins);
      if (verified == 0) verified = joiner.verified();
      EXPECT_EQ(joiner.verified(), verified);
      EXPECT_LT(verified, candidates->size());

      candidates = Candidates();
      const auto all = joiner.VerifyAll(candidates.get(), &done);
      ASSERT_TRUE(all.ok()) << all.status();
      EXPECT_EQ(done, 2 * candidates->size());
      EXPECT_TRUE(Sorted(*all) == edges);
      EXPECT_EQ(joiner.verified(), verified + candidates->size());
    }
  }
}

}  // namespace
}  // namespace nearcopy
