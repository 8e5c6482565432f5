// The whole job beside a greedy walk over exact truth, and what must not show in its results.
#include "nearcopy/engine/dedup_job.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "io/made_files.h"
#include "support/brute_force.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

class DedupJob : public FolderTest {
 protected:
  DedupSettings Settings(const std::vector<MadeDocument>& documents) {
    DedupSettings s;
    s.read.inputs.files = {{Write("made.jsonl", ToJsonl(documents)), "", Format::kJsonl}};
    s.read.now = 1'900'000'000;
    s.sketch.simd = Simd::Best();
    s.kept = PathOf("kept");
    s.removed = PathOf("removed");
    s.reasons = PathOf("reasons");
    s.force = true;
    s.tmp = folder_.string();
    return s;
  }

  // All that a run writes.
  std::string Run(const DedupSettings& settings) {
    Progress progress;
    const auto result = RunDedup(settings, &progress);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return "";
    counts_ = result->counts;
    return ReadFile(settings.kept) + "==\n" + ReadFile(settings.removed) + "==\n" +
           ReadFile(settings.reasons);
  }

  DedupCounts counts_;
};

TEST_F(DedupJob, IsTheGreedyWalkOverTheExactTruth) {
  for (uint64_t seed : {1, 2, 3}) {
    const auto documents = MakeCorpus(2000, seed);
    const DedupSettings settings = Settings(documents);
    Run(settings);
    ASSERT_GT(counts_.removed, 300u);

    std::map<std::string, std::vector<std::pair<std::string, double>>> copies;
    for (const auto& [ids, similarity] : ExactPairs(documents, settings.threshold)) {
      copies[ids.first].emplace_back(ids.second, similarity);
      copies[ids.second].emplace_back(ids.first, similarity);
    }
    std::vector<MadeDocument> order = documents;  // in keep order
    std::ranges::sort(order, {}, [](const MadeDocument& d) {
      return std::tuple(d.published.empty() ? std::string("~") : d.published, d.id);
    });
    std::map<std::string, size_t> anchors;  // and their places
    std::map<std::string, std::string> wanted;
    for (size_t i = 0; i < order.size(); ++i) {
      const std::pair<std::string, double>* best = nullptr;
      for (const auto& copy : copies[order[i].id]) {
        if (!anchors.contains(copy.first)) continue;
        if (best == nullptr || copy.second > best->second ||
            (copy.second == best->second && anchors[copy.first] < anchors[best->first])) {
          best = &copy;
        }
      }
      if (best == nullptr) {
        anchors[order[i].id] = i;
      } else {
        wanted[order[i].id] = best->first;
      }
    }
    size_t missed = 0;
    std::istringstream reasons(ReadFile(settings.reasons));
    std::map<std::string, std::string> found;
    for (std::string line; std::getline(reasons, line);) {
      // {"id":"ID","of":"OF",...
      const size_t id = line.find(':') + 2, of = line.find("\"of\":\"") + 6;
      found[line.substr(id, line.find('"', id) - id)] = line.substr(of, line.find('"', of) - of);
    }
    for (const auto& [id, of] : wanted) missed += !found.contains(id) || found[id] != of;
    for (const auto& [id, of] : found) missed += !wanted.contains(id);
    EXPECT_LE(missed, 2u) << "of " << wanted.size();  // what a sketch may miss, and what follows
  }
}

TEST_F(DedupJob, ThreadsInstructionSetAndMemoryDoNotShow) {
  const auto documents = MakeCorpus(1500, 5);
  const DedupSettings plain = Settings(documents);
  DedupSettings contained = plain, within = plain, against = plain;
  contained.containment = 0.9;
  within.within_seconds = 10 * 24 * 3600;
  within.across = within.read.fields.across = "feed";
  against.against.emplace().files = {
      {Write("old.jsonl.gz", Gzip(ToJsonl(MakeCorpus(700, 5)))), "", Format::kJsonl}};
  against.protect = {documents[3].id, documents[700].id};
  for (DedupSettings settings : {plain, contained, within, against}) {
    const std::string wanted = Run(settings);
    const uint64_t verified = counts_.verified;
    ASSERT_GT(counts_.removed, 50u);
    for (Simd simd : Simd::All()) {
      settings.sketch.simd = simd;
      EXPECT_TRUE(Run(settings) == wanted) << simd.name();
    }
    for (uint64_t memory : {uint64_t{64} << 10, uint64_t{8} << 20}) {
      for (int threads : {2, 5}) {
        settings.memory = memory;
        settings.sketch.threads = threads;
        EXPECT_TRUE(Run(settings) == wanted) << memory << ", " << threads << " threads";
        EXPECT_EQ(counts_.verified, verified);
      }
    }
  }
}

// Only pairs with a document that stays are verified.
TEST_F(DedupJob, ALargeFamilyCostsOnePairACopy) {
  std::vector<MadeDocument> documents;
  std::string story;
  for (int w = 0; w < 300; ++w) story += " w" + std::to_string(w * 7919 % 100003);
  constexpr uint64_t kVersions = 400;
  for (uint64_t i = 0; i < kVersions; ++i) {
    documents.push_back({"v" + std::to_string(1000 + i), "feed", "2026-03-01T00:00:00Z", "en",
                         "edition " + std::to_string(i) + story});
  }
  Run(Settings(documents));
  EXPECT_EQ(counts_.removed, kVersions - 1);
  EXPECT_GT(counts_.candidates, 10 * kVersions);
  EXPECT_LT(counts_.verified, 2 * kVersions);
}

// Nor are pairs of documents that all stand elsewhere, under constraints neither.
TEST_F(DedupJob, CopiesAmongWhatStandsElsewhereCostNothing) {
  std::vector<MadeDocument> old, input;
  std::string story;
  for (int w = 0; w < 300; ++w) story += " w" + std::to_string(w * 7919 % 100003);
  for (uint64_t i = 0; i < 200; ++i) {
    old.push_back({"v" + std::to_string(1000 + i), "feed", "2026-03-01T00:00:00Z", "en",
                   "edition " + std::to_string(i) + story});
  }
  const std::string other(story.rbegin(), story.rend());
  old.push_back({"other", "feed", "2026-03-01T00:00:00Z", "en", "first " + other});
  input.push_back({"mine", "feed", "2026-03-01T00:00:00Z", "en", "second " + other});
  DedupSettings settings = Settings(input);
  settings.against.emplace().files = {{Write("old.jsonl", ToJsonl(old)), "", Format::kJsonl}};
  for (const bool within : {false, true}) {
    if (within) settings.within_seconds = 3600;
    Run(settings);
    EXPECT_EQ(counts_.removed, 1u);
    EXPECT_EQ(counts_.candidates, 1u);
    EXPECT_EQ(counts_.verified, 1u);
  }
}

TEST_F(DedupJob, WorksOnNothing) {
  EXPECT_EQ(Run(Settings({})), "==\n==\n");
  EXPECT_EQ(counts_.kept, 0u);
}

}  // namespace
}  // namespace nearcopy
