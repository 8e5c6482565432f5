// The whole job beside exact truth, and what must not show in its results.
#include "nearcopy/engine/cluster_job.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "io/made_files.h"
#include "support/brute_force.h"
#include "support/made_corpus.h"

namespace nearcopy {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class ClusterJob : public testing::Test {
 protected:
  ClusterSettings Settings(const std::vector<MadeDocument>& documents) {
    const std::string path = folder_ + "/made.jsonl";
    std::ofstream(path, std::ios::binary) << ToJsonl(documents);
    ClusterSettings s;
    s.read.inputs.files = {{path, "", Format::kJsonl}};
    s.read.now = 1'900'000'000;
    s.sketch.simd = Simd::Best();
    s.out = folder_ + "/out";
    s.force = true;
    return s;
  }

  // The results of a run, all files but the summary.
  std::string Run(const ClusterSettings& settings) {
    Progress progress;
    const auto result = RunCluster(settings, &progress);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return "";
    counts_ = result->counts;
    std::string all;
    for (const char* file : {"clusters.jsonl", "members.tsv", "pairs.tsv", "contained.tsv"}) {
      all += Read(settings.out + "/" + file) + "==\n";
    }
    return all;
  }

  // Pairs found over pairs that are there; every found one must be true, with its similarity.
  double Recall(const ClusterSettings& settings,
                const std::map<std::pair<std::string, std::string>, double>& truth) {
    std::ifstream pairs(settings.out + "/pairs.tsv");
    std::string a, b, similarity, relation;
    size_t found = 0;
    while (pairs >> a >> b >> similarity >> relation) {
      const auto at = truth.find({a, b});
      if (at == truth.end()) {
        ADD_FAILURE() << a << " and " << b << " are no pair";
        continue;
      }
      char wanted[32];
      std::snprintf(wanted, sizeof(wanted), "%.6f", at->second);
      EXPECT_EQ(similarity, wanted) << a << " " << b;
      ++found;
    }
    return static_cast<double>(found) / static_cast<double>(truth.size());
  }

  std::string folder_ = testing::TempDir() + "nearcopy_cluster_job_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
  ClusterCounts counts_;
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
};

TEST_F(ClusterJob, FindsTheExactTruthAndNothingElse) {
  size_t pairs = 0;
  double missed = 0;
  for (uint64_t seed : {1, 2, 3, 4}) {
    const auto documents = MakeCorpus(2500, seed);
    const auto truth = ExactPairs(documents, 0.7);
    ASSERT_GT(truth.size(), 300u);
    ClusterSettings settings = Settings(documents);
    settings.all_pairs = true;
    settings.sketch.threads = 2;
    Run(settings);
    pairs += truth.size();
    missed += (1 - Recall(settings, truth)) * static_cast<double>(truth.size());
  }
  EXPECT_LE(missed / static_cast<double>(pairs), 0.001);
}

TEST_F(ClusterJob, OtherThresholdsShinglesAndSketchesAreAsExact) {
  const auto documents = MakeCorpus(1500, 7);
  ClusterSettings settings = Settings(documents);
  settings.all_pairs = true;
  settings.threshold = 0.5;
  settings.sketch.shape.slots = 256;
  Run(settings);
  EXPECT_GE(Recall(settings, ExactPairs(documents, 0.5)), 0.999);
  settings.threshold = 0.9;
  settings.sketch.shape = {SketchKind::kMinHash, 128};
  Run(settings);
  EXPECT_GE(Recall(settings, ExactPairs(documents, 0.9)), 0.999);
  settings.threshold = 0.7;
  settings.sketch.shape = {SketchKind::kFastSimilarity, 128};
  settings.sketch.shingling.length = 3;
  Run(settings);
  EXPECT_GE(Recall(settings, ExactPairs(documents, 0.7, 3)), 0.999);
  settings.threshold = 0.95;
  settings.sketch.shingling.length = 5;
  settings.sketch.shape = {SketchKind::kSimHash, 128};
  Run(settings);
  EXPECT_GE(Recall(settings, ExactPairs(documents, 0.95)), 0.9);  // SimHash promises no more
}

TEST_F(ClusterJob, ThreadsInstructionSetAndOrderDoNotShow) {
  auto documents = MakeCorpus(1500, 5);
  ClusterSettings settings = Settings(documents);
  for (bool all : {false, true}) {
    settings.all_pairs = all;
    settings.sketch.threads = 1;
    settings.sketch.simd = Simd::Best();
    const std::string wanted = Run(settings);
    const uint64_t verified = counts_.verified;
    ASSERT_GT(wanted.size(), 1000u);
    for (int threads : {2, 3, 8}) {
      settings.sketch.threads = threads;
      EXPECT_EQ(Run(settings), wanted) << threads << " threads";
      EXPECT_EQ(counts_.verified, verified);
    }
    for (Simd simd : Simd::All()) {
      settings.sketch.simd = simd;
      EXPECT_EQ(Run(settings), wanted) << simd.name();
    }
    for (size_t block_bytes : {1000, 100000}) {
      settings.read.limits.block_bytes = block_bytes;
      EXPECT_EQ(Run(settings), wanted) << block_bytes;
    }
    std::mt19937 rng(1);
    std::shuffle(documents.begin(), documents.end(), rng);
    EXPECT_EQ(Run(Settings(documents)), Run(Settings(MakeCorpus(1500, 5))));
  }
}

// Little memory makes files of sketches, of candidates and, where the input cannot be read twice,
// of texts; and nothing of these is to be seen.
TEST_F(ClusterJob, MemoryAndPackingDoNotShow) {
  const auto documents = MakeCorpus(1500, 11);
  const std::string tmp = folder_ + "/tmp";
  std::filesystem::create_directories(tmp);
  const std::string packed = folder_ + "/made.jsonl.gz";
  std::ofstream(packed, std::ios::binary) << Gzip(ToJsonl(documents));
  ClusterSettings plain = Settings(documents);
  plain.tmp = tmp;
  ClusterSettings all = plain, within = plain, blocks = plain;
  all.all_pairs = true;
  within.anchors = true;
  within.within_seconds = 10 * 24 * 3600;
  within.across = within.read.fields.across = "feed";
  blocks.block_by = blocks.read.fields.block = "lang";
  blocks.keep.kind = KeepRule::Kind::kLongest;
  for (ClusterSettings settings : {plain, all, within, blocks}) {
    const std::string wanted = Run(settings);
    const uint64_t verified = counts_.verified;
    ASSERT_GT(wanted.size(), 1000u);
    for (uint64_t memory : {uint64_t{64} << 10, uint64_t{1} << 20, uint64_t{8} << 20}) {
      for (int threads : {1, 2, 8}) {
        settings.memory = memory;
        settings.sketch.threads = threads;
        for (const std::string& path :
             {plain.read.inputs.files[0].path, packed, std::string("-")}) {
          const StandardInput input(open(plain.read.inputs.files[0].path.c_str(), O_RDONLY));
          settings.read.inputs.files[0].path = path;
          EXPECT_EQ(Run(settings), wanted) << memory << ", " << threads << " threads, " << path;
          EXPECT_EQ(counts_.verified, verified);
          EXPECT_TRUE(std::filesystem::is_empty(tmp));
        }
      }
    }
  }
}

// A folder that takes no file is an error once one is needed, and no matter before.
TEST_F(ClusterJob, ABadFolderForFilesIsAnErrorIfOneIsNeeded) {
  ClusterSettings settings = Settings(MakeCorpus(500, 12));
  settings.tmp = folder_ + "/missing";
  Run(settings);
  EXPECT_GT(counts_.clusters, 0u);
  settings.memory = 64 << 10;
  Progress progress;
  const auto result = RunCluster(settings, &progress);
  ASSERT_FALSE(result.ok());
  for (const std::string& part : {settings.tmp, std::string("--tmp")}) {
    EXPECT_NE(result.status().ToString().find(part), std::string::npos) << result.status();
  }
}

// In spanning mode fewer pairs are verified, and the clusters are the same.
TEST_F(ClusterJob, ClustersDoNotDependOnThePairsListed) {
  ClusterSettings settings = Settings(MakeCorpus(2000, 6));
  Run(settings);
  const std::string spanning = Read(settings.out + "/clusters.jsonl");
  const uint64_t verified = counts_.verified;
  settings.all_pairs = true;
  Run(settings);
  EXPECT_EQ(Read(settings.out + "/clusters.jsonl"), spanning);
  EXPECT_LE(verified, counts_.verified);
}

// Documents that are like a thousand others by a long footer alone are no copies, and those that
// are copies are found among them.
TEST_F(ClusterJob, ACrowdedBucketHidesNoCopies) {
  auto documents = MakeCorpus(300, 8);
  std::mt19937_64 rng(8);
  std::string footer;
  for (int i = 0; i < 150; ++i) footer += " footer" + std::to_string(rng() % 1000);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (int w = 0; w < 90; ++w) text += " w" + std::to_string(rng() % 100000);
    documents.push_back(
        {"x" + std::to_string(i), "feed", "2026-04-01T00:00:00Z", "en", text + footer});
    if (i % 10 == 0) {
      documents.push_back({"y" + std::to_string(i), "wire", "2026-04-02T00:00:00Z", "en",
                           "dateline" + text + footer});
    }
  }
  ClusterSettings settings = Settings(documents);
  settings.all_pairs = true;
  Run(settings);
  EXPECT_GT(counts_.capped_buckets, 0u);
  EXPECT_GE(Recall(settings, ExactPairs(documents, 0.7)), 0.999);
}

// A rolling page: thousands of near copies of one text in one bucket. The first is kept and all are
// its copies; each hour has its own kept one where only an hour is compared. Order does not show.
TEST_F(ClusterJob, ALargeFamilyIsOneFamily) {
  std::mt19937_64 rng(9);
  std::string story;
  for (int w = 0; w < 300; ++w) story += " w" + std::to_string(rng() % 100000);
  std::vector<MadeDocument> documents;
  constexpr int kVersions = 2000;
  for (int i = 0; i < kVersions; ++i) {
    char id[16], time[32];
    std::snprintf(id, sizeof(id), "v%05d", i);
    std::snprintf(time, sizeof(time), "2026-03-%02dT%02d:%02d:00Z", 1 + i / 1440, i / 60 % 24,
                  i % 60);
    const std::string now = std::to_string(i);
    documents.push_back({id, "feed", time, "en", "edition " + now + " of " + now + story});
  }
  std::shuffle(documents.begin(), documents.end(), rng);
  ClusterSettings settings = Settings(documents);
  settings.anchors = true;
  const std::string wanted = Run(settings);
  EXPECT_GT(counts_.capped_buckets, 0u);
  EXPECT_EQ(counts_.clusters, 1u);
  EXPECT_EQ(counts_.near, kVersions - 1u);
  std::shuffle(documents.begin(), documents.end(), rng);
  settings = Settings(documents);
  settings.anchors = true;
  EXPECT_EQ(Run(settings), wanted);
  settings.anchors = false;
  settings.within_seconds = 5 * 60;
  Run(settings);
  EXPECT_EQ(counts_.clusters, 1u);
  EXPECT_EQ(counts_.removed, kVersions - 1u);

  // Which pairs are found there does not depend on the order of the input either.
  documents.resize(1200);
  settings = Settings(documents);
  settings.all_pairs = true;
  const std::string pairs = Run(settings);
  EXPECT_GT(counts_.capped_buckets, 0u);
  std::shuffle(documents.begin(), documents.end(), rng);
  settings = Settings(documents);
  settings.all_pairs = true;
  EXPECT_TRUE(Run(settings) == pairs);  // EXPECT_EQ would compare a hundred thousand lines
}

TEST_F(ClusterJob, WorksOnNothing) {
  ClusterSettings settings = Settings({});
  EXPECT_EQ(Run(settings), "==\n==\n==\n==\n");
  EXPECT_EQ(counts_.read.documents, 0u);
}

}  // namespace
}  // namespace nearcopy
