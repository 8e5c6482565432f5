// Contained copies as a run of `cluster` finds them, beside the truth.
#include "nearcopy/engine/find_contained.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "io/made_files.h"
#include "nearcopy/engine/cluster_job.h"
#include "support/brute_force.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

using Paragraphs = std::vector<std::string>;
using Pairs = std::map<std::pair<std::string, std::string>, std::pair<double, double>>;

class Writer {
 public:
  explicit Writer(uint64_t seed) : rng_(seed) {}

  size_t Below(size_t n) { return static_cast<size_t>(rng_() % n); }
  std::string Word() { return "w" + std::to_string(rng_() % 1'000'000); }
  std::string Words(size_t n) {
    std::string out;
    for (; n > 0; --n) out += Word() + " ";
    return out;
  }
  Paragraphs Story(size_t paragraphs) {
    Paragraphs out;
    for (; paragraphs > 0; --paragraphs) out.push_back(Words(30 + Below(40)));
    return out;
  }
  // With every so many words another one.
  Paragraphs Edited(Paragraphs story, size_t every) {
    for (std::string& paragraph : story) {
      for (size_t at = paragraph.find(' '); at != std::string::npos;
           at = paragraph.find(' ', at + 1)) {
        if (Below(every) == 0) paragraph.insert(at, "x");
      }
    }
    return story;
  }

 private:
  std::mt19937_64 rng_;
};

std::string Text(const Paragraphs& paragraphs) {
  std::string text;
  for (const std::string& p : paragraphs) text += p + "\n";
  return text;
}

MadeDocument Article(const std::string& id, const Paragraphs& paragraphs) {
  return {id, "feed", "2026-03-01T00:00:00Z", "en", Text(paragraphs)};
}

// Briefs and wire stories inside reports of 20 to 40 paragraphs, as they are, edited, with a
// paragraph dropped, apart from each other, or twice; and such of which too much is missing.
std::vector<MadeDocument> StoriesInReports(uint64_t seed, int stories) {
  Writer writer(seed);
  std::vector<MadeDocument> documents;
  for (int i = 0; i < stories; ++i) {
    const std::string name = std::to_string(i);
    Paragraphs story = writer.Story(1 + writer.Below(8));
    Paragraphs placed = story;
    if (i % 3 == 1) placed = writer.Edited(story, 40 + writer.Below(400));
    if (i % 4 == 1 && placed.size() > 2) placed.erase(placed.begin());
    Paragraphs report = writer.Story(20 + writer.Below(20));
    for (const std::string& paragraph : placed) {
      const size_t at = i % 5 == 0 ? writer.Below(report.size()) : report.size() / 2;
      report.insert(report.begin() + static_cast<ptrdiff_t>(at), paragraph);
    }
    if (i % 7 == 0) {
      const Paragraphs once = story;
      story.insert(story.end(), once.begin(), once.end());
    }
    documents.push_back(Article("story" + name, story));
    documents.push_back(Article("report" + name, report));
  }
  return documents;
}

class FindContained : public FolderTest {
 protected:
  ClusterSettings Settings(const std::vector<MadeDocument>& documents) {
    ClusterSettings s;
    s.read.inputs.files = {{Write("made.jsonl", ToJsonl(documents)), "", Format::kJsonl}};
    s.sketch.simd = Simd::Best();
    s.sketch.threads = 2;
    s.out = (folder_ / "out").string();
    s.tmp = folder_.string();
    s.force = true;
    return s;
  }
  Pairs Run(const ClusterSettings& settings) {
    Progress progress;
    const auto result = RunCluster(settings, &progress);
    EXPECT_TRUE(result.ok()) << result.status();
    Pairs pairs;
    counts_ = result->counts;
    warnings_ = result->warnings;
    const auto& documents = result->corpus->documents();
    for (const ContainedPair& p : result->contained) {
      const bool added = pairs
                             .emplace(std::pair(std::string(documents[p.inner].id),
                                                std::string(documents[p.outer].id)),
                                      std::pair(p.containment, p.similarity))
                             .second;
      EXPECT_TRUE(added);
    }
    EXPECT_EQ(counts_.contained_listed, pairs.size());
    return pairs;
  }
  // The part of the truth that was found; what was found must be true.
  static double Recall(const Pairs& found, const std::vector<MadeDocument>& documents,
                       double containment = 0.9, double threshold = 0.7) {
    // Where fewer shingles are shared than make a window, nothing is promised.
    constexpr size_t kLeast = 20;
    const auto truth = ExactContained(documents, containment, threshold);
    for (const auto& [ids, figures] : found) {
      const auto at = truth.find(ids);
      EXPECT_TRUE(at != truth.end()) << ids.first << " " << ids.second;
      if (at == truth.end()) continue;
      EXPECT_EQ(figures, std::pair(at->second.containment, at->second.similarity)) << ids.first;
    }
    size_t all = 0, hit = 0;
    for (const auto& [ids, exact] : truth) {
      if (exact.inner_shingles < kLeast) continue;
      ++all;
      hit += found.contains(ids);
    }
    EXPECT_GT(all, 0u);
    return static_cast<double>(hit) / static_cast<double>(all);
  }

  ClusterCounts counts_;
  std::vector<std::string> warnings_;
};

TEST_F(FindContained, FindsStoriesInsideReports) {
  for (uint64_t seed : {1, 2, 3}) {
    const auto documents = StoriesInReports(seed, 400);
    const Pairs found = Run(Settings(documents));
    EXPECT_GT(found.size(), 200u);
    EXPECT_GE(Recall(found, documents), 0.985) << seed;
    EXPECT_EQ(counts_.clusters, 0u);  // they join nothing
    EXPECT_EQ(counts_.capped_samples, 0u);
    // Nearly all that were looked at are, or are nearly, contained.
    EXPECT_LT(counts_.contained_candidates, 500u);
  }
}

TEST_F(FindContained, FindsThemInNewsOfAllScripts) {
  for (uint64_t seed : {1, 2}) {
    const auto documents = MakeCorpus(3000, seed);
    const Pairs found = Run(Settings(documents));
    EXPECT_GE(Recall(found, documents), 0.98) << seed;
  }
}

TEST_F(FindContained, OtherBoundsAreAsExact) {
  const auto documents = StoriesInReports(9, 300);
  ClusterSettings settings = Settings(documents);
  settings.containment = 1;
  EXPECT_EQ(Recall(Run(settings), documents, 1), 1);
  settings.containment = 0.8;
  EXPECT_GE(Recall(Run(settings), documents, 0.8), 0.97);
  settings.containment = 0.9;
  settings.threshold = 0.3;
  EXPECT_GE(Recall(Run(settings), documents, 0.9, 0.3), 0.98);
  settings.threshold = 0.7;
  settings.sketch.shape = {SketchKind::kSimHash, 64};  // of which no slots can be compared
  EXPECT_GE(Recall(Run(settings), documents), 0.98);
}

TEST_F(FindContained, MemoryThreadsAndInstructionSetDoNotShow) {
  auto documents = StoriesInReports(4, 300);
  const auto news = MakeCorpus(1500, 4);
  documents.insert(documents.end(), news.begin(), news.end());
  ClusterSettings settings = Settings(documents);
  const Pairs wanted = Run(settings);
  const uint64_t candidates = counts_.contained_candidates;
  EXPECT_GT(wanted.size(), 150u);
  settings.memory = 1 << 16;  // all goes to files
  settings.sketch.threads = 1;
  for (Simd simd : {Simd::Best(), Simd::Scalar()}) {
    settings.sketch.simd = simd;
    EXPECT_EQ(Run(settings), wanted);
    EXPECT_EQ(counts_.contained_candidates, candidates);
  }
  std::mt19937 rng(4);
  std::shuffle(documents.begin(), documents.end(), rng);
  EXPECT_EQ(Run(Settings(documents)), wanted);
}

TEST_F(FindContained, LooksForNothingWhereItIsNotAsked) {
  ClusterSettings settings = Settings(StoriesInReports(5, 50));
  settings.containment.reset();
  EXPECT_TRUE(Run(settings).empty());
  EXPECT_EQ(counts_.contained_candidates, 0u);
}

// Exact copies are one text; the pair stands for each two of them, but only in one block.
TEST_F(FindContained, CopiesAreListedEachAndBlocksKeptApart) {
  Writer writer(6);
  const Paragraphs story = writer.Story(3);
  Paragraphs report = writer.Story(20);
  report.insert(report.begin() + 5, story.begin(), story.end());
  std::vector<MadeDocument> documents;
  for (int i = 0; i < 4; ++i) {
    documents.push_back(Article("story" + std::to_string(i), story));
    documents.push_back(Article("report" + std::to_string(i), report));
    documents[documents.size() - 2].lang = i < 2 ? "en" : "fr";
    documents[documents.size() - 1].lang = i < 3 ? "en" : "de";
  }
  EXPECT_EQ(Run(Settings(documents)).size(), 16u);
  ClusterSettings settings = Settings(documents);
  settings.read.fields.block = settings.block_by = "lang";
  EXPECT_EQ(Run(settings).size(), 6u);
}

// Every report has the agency's long footer; that is looked at for its own sake alone.
TEST_F(FindContained, DISABLED_AFooterOfAllTextsHidesNothing) {
  Writer writer(70);
  const std::string footer = writer.Words(400);
  auto documents = StoriesInReports(7, 700);
  for (MadeDocument& d : documents) d.text += footer;
  // Not those that are little more than the footer, which stand in all others.
  std::erase_if(documents, [](const MadeDocument& d) { return d.text.size() < 4500; });
  const Pairs found = Run(Settings(documents));
  EXPECT_GE(Recall(found, documents), 0.98);
}

// Versions of one page, each a little longer than the last, share all samples of its beginning.
// Their pairs are many, and true; where they are too many to look at, that is said.
TEST_F(FindContained, AGrowingPageIsFoundAndALargeOneSaid) {
  Writer writer(8);
  Paragraphs page = writer.Story(3);
  std::vector<MadeDocument> documents;
  for (int version = 0; version < 1300; ++version) {
    page.push_back(writer.Words(4));
    documents.push_back(Article("page" + std::to_string(version), page));
    if (version == 99) {
      const Pairs found = Run(Settings(documents));
      EXPECT_GE(Recall(found, documents), 0.99);
      EXPECT_EQ(counts_.capped_samples, 0u);
    }
  }
  Run(Settings(documents));
  EXPECT_GT(counts_.capped_samples, 0u);
  EXPECT_LT(counts_.contained_candidates, 1300u * 1300 / 2);
  EXPECT_TRUE(std::ranges::any_of(warnings_, [](const std::string& w) {
    return w.find("too many to look at all") != std::string::npos;
  }));
}

}  // namespace
}  // namespace nearcopy
