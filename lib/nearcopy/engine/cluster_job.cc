#include "nearcopy/engine/cluster_job.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/sort_by_id.h"
#include "nearcopy/engine/candidate_pairs.h"
#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/engine/ignored_boilerplate.h"
#include "nearcopy/engine/join_candidates.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/match/bands.h"
#include "nearcopy/match/candidates.h"
#include "nearcopy/match/simhash_search.h"

namespace nearcopy {
namespace {

// Adds the seconds of a block to a counter.
class Stopwatch {
 public:
  explicit Stopwatch(double* seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    *seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  double* seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

absl::StatusOr<uint64_t> FindCandidates(const ClusterSettings& settings, const MemoryPlan& plan,
                                        const PairSink& sink, Progress* progress,
                                        ClusterResult* result) {
  const Corpus& corpus = *result->corpus;
  const size_t groups = corpus.groups().size();
  const size_t sketch_bytes = settings.sketch.shape.words() * sizeof(uint64_t);
  const bool in_memory = groups * sketch_bytes <= plan.sketches;
  const SearchPlan each =
      PlanSearch(plan, settings.sketch.threads, groups, in_memory ? 0 : sketch_bytes);
  CandidateInput input{
      .sketches = corpus.sketches(),
      .position = corpus.positions(),
      .anchor_order = [&](uint32_t g) { return corpus.groups()[g].fingerprint.low; },
      .threads = each.threads,
      .tables_together = each.tables_together,
      .pairs_together = each.pairs_together,
      .pairs_known = each.pairs_known,
      .simd = settings.sketch.simd,
      .done = &progress->done};
  if (corpus.with_blocks()) input.block = [&](uint32_t g) { return corpus.groups()[g].block; };
  if (settings.sketch.shape.kind == SketchKind::kSimHash) {
    const SimHashSearch search = ChooseSimHashSearch(settings.sketch.shape.slots,
                                                     settings.threshold, settings.recall, groups);
    result->recall = search.recall;
    if (search.distance < search.wanted) {
      result->warnings.push_back(absl::StrFormat(
          "SimHash cannot be searched further than %d of %d bits here: about %.3g %% of the pairs "
          "exactly at the threshold are found, not %g %%. --sketch fastsim finds them",
          search.distance, search.bits, 100 * search.recall, 100 * settings.recall));
    }
    progress->Begin(Progress::Stage::kCandidates, search.tables());
    return FindBySimHash(input, search, sink);
  }
  const auto banding =
      ChooseBanding(settings.sketch.shape.slots, settings.threshold, settings.recall);
  if (!banding.ok()) return banding.status();
  result->recall = banding->recall;
  progress->Begin(Progress::Stage::kCandidates, static_cast<uint64_t>(banding->bands));
  return FindByBands(input, *banding, sink);
}

absl::Status JoinAndDescribe(const ClusterSettings& settings,
                             std::unique_ptr<CandidatePairs> candidates, CandidateJoiner* joiner,
                             Progress* progress, ClusterResult* result) {
  const Constraints constraints{settings.within_seconds, !settings.across.empty()};
  const bool need_all = constraints.any() || settings.anchors || settings.all_pairs;
  const ClusterDocuments docs = result->corpus->ForClusters(need_all);
  Joined joined;
  if (need_all) {
    auto edges = joiner->VerifyAll(candidates.get(), &progress->done);
    if (!edges.ok()) return edges.status();
    candidates.reset();
    joined.edges = *std::move(edges);
    const GroupIndex index(docs, joined.edges);
    joined.links = settings.anchors ? JoinToAnchors(docs, index, constraints)
                                    : JoinAllowed(docs, index, constraints);
    if (settings.all_pairs) {
      AllPairs all = ListPairs(docs, index, constraints, settings.max_pairs);
      result->counts.pairs = all.count;
      result->links = std::move(all.links);
    }
  } else {
    auto components = joiner->JoinComponents(docs, candidates.get(), &progress->done);
    if (!components.ok()) return components.status();
    candidates.reset();
    joined = *std::move(components);
  }
  result->clusters =
      MakeClusters(docs, joined.links, joined.edges, settings.threshold, joiner->similarities());
  if (!settings.all_pairs) {
    result->counts.pairs = joined.links.size();
    result->links = std::move(joined.links);
  }
  result->counts.pairs_listed = result->links.size();
  return joiner->status();
}

void SortClusters(ClusterResult* result) {
  const auto& documents = result->corpus->documents();
  std::vector<uint32_t> by_id;
  by_id.reserve(result->clusters.size());
  for (const Cluster& c : result->clusters) by_id.push_back(c.kept());
  SortById(by_id, [&](uint32_t d) { return std::string_view(documents[d].id); });
  std::vector<uint32_t> place(documents.size());  // of kept ones
  for (uint32_t i = 0; i < by_id.size(); ++i) place[by_id[i]] = i;
  std::ranges::sort(result->clusters, [&](const Cluster& a, const Cluster& b) {
    if (a.members.size() != b.members.size()) return a.members.size() > b.members.size();
    return place[a.kept()] < place[b.kept()];
  });
}

void Count(ClusterResult* result) {
  ClusterCounts& counts = result->counts;
  for (const Cluster& c : result->clusters) {
    for (const ClusterMember& m : c.members) {
      counts.exact += m.relation == Relation::kExact;
      counts.near += m.relation == Relation::kNear;
      counts.chained += m.relation == Relation::kChained;
    }
  }
  counts.clusters = result->clusters.size();
  counts.removed = counts.exact + counts.near + counts.chained;
  counts.kept = counts.read.documents - counts.removed;
}

// Names clusters that may hold unlike articles: all in the summary, the first few aloud.
void WarnOfUnlike(const ClusterSettings& settings, ClusterResult* result) {
  constexpr size_t kManyMembers = 1000;
  constexpr size_t kMostNamed = 5;
  if (settings.anchors) return;
  for (uint32_t i = 0; i < result->clusters.size(); ++i) {
    const Cluster& c = result->clusters[i];
    const bool loose = c.cohesion < settings.threshold / 2;
    if (!loose && c.members.size() <= kManyMembers) continue;
    result->unlike.push_back(i);
    if (result->unlike.size() > kMostNamed) continue;
    const std::string id(result->corpus->documents()[c.kept()].id);
    const std::string size = FormatCount(c.members.size());
    const char* const hint = c.cohesion < settings.threshold
                                 ? "; --link anchor lets none in that is under the threshold"
                                 : "";
    result->warnings.push_back(
        loose ? absl::StrFormat("cluster %s chains %s documents together though some are hardly "
                                "like the kept one (cohesion %.2f); --link anchor keeps them apart",
                                id, size, c.cohesion)
              : absl::StrFormat("cluster %s is large: %s documents, the least alike %.2f to the "
                                "kept one%s",
                                id, size, c.cohesion, hint));
  }
  if (result->unlike.size() > kMostNamed) {
    const size_t more = result->unlike.size() - kMostNamed;
    result->warnings.push_back(absl::StrFormat(
        "%s as large or as loosely chained; summary.json names them all",
        more == 1 ? "1 more cluster is" : FormatCount(more) + " more clusters are"));
  }
}

void WarnOfMissing(const ClusterSettings& settings, ClusterResult* result) {
  const auto missing = [&](const char* option, const std::string& field, uint64_t documents) {
    if (field.empty() || documents > 0 || result->counts.read.documents == 0) return;
    result->warnings.push_back(
        absl::StrFormat("no document has a value in the field \"%s\" of %s", field, option));
  };
  const ReadCounts& read = result->counts.read;
  if (settings.within_seconds && read.documents > 0 && read.bad_time == read.documents) {
    result->warnings.push_back("--within parts nothing, for no document has a time it could go by");
  }
  missing("--across", settings.across, read.with_across);
  missing("--block-by", settings.block_by, read.with_block);
  // The first in keep order is of such a feed, if any is.
  if (settings.keep.kind == KeepRule::Kind::kFeeds && result->counts.read.documents > 0 &&
      std::ranges::find(settings.keep.feeds,
                        result->corpus->feed(result->corpus->documents()[0])) ==
          settings.keep.feeds.end()) {
    result->warnings.push_back("no document is of a feed that --keep names");
  }
  if (result->counts.pairs > result->counts.pairs_listed) {
    result->warnings.push_back(absl::StrFormat(
        "pairs.tsv has the first %s of %s pairs (--max-pairs)",
        FormatCount(result->counts.pairs_listed), FormatCount(result->counts.pairs)));
  }
  if (result->counts.capped_buckets > 0) {
    result->warnings.push_back(absl::StrFormat(
        "%s held over %s different texts, too many to compare all with all; near copies among "
        "these may be missing, whatever --recall says",
        result->counts.capped_buckets == 1
            ? "1 bucket"
            : FormatCount(result->counts.capped_buckets) + " buckets",
        FormatCount(kBucketCap)));
  }
}

// Finds what --ignore-boilerplate leaves out; null without it.
absl::StatusOr<std::unique_ptr<IgnoredBoilerplate>> FindIgnored(const ClusterSettings& settings,
                                                                TextStore* texts,
                                                                Progress* progress,
                                                                ClusterResult* result) {
  if (!settings.ignore_boilerplate) return nullptr;
  Stopwatch watch(&result->seconds.read);
  return IgnoredBoilerplate::Find(settings.read,
                                  {.rule = *settings.ignore_boilerplate,
                                   .threads = settings.sketch.threads,
                                   .simd = settings.sketch.simd,
                                   .memory = settings.memory,
                                   .tmp = settings.tmp},
                                  texts, progress);
}

// Reads all documents into a new corpus, in keep order.
absl::Status ReadCorpus(const ClusterSettings& settings, const ReadSettings& inputs,
                        const MemoryPlan& plan, TextStore* texts, OutputFile* rejected,
                        Progress* progress, ClusterResult* result) {
  Stopwatch watch(&result->seconds.read);
  result->ids = std::make_unique<DocumentIds>();
  result->corpus = std::make_unique<Corpus>(
      settings.sketch.shape, CorpusOptions{.across = !settings.across.empty(),
                                           .blocks = !settings.block_by.empty(),
                                           .words = settings.keep.kind == KeepRule::Kind::kLongest,
                                           .sketch_bytes = plan.sketches,
                                           .tmp = settings.tmp});
  const ReadTargets targets{.ids = result->ids.get(),
                            .rejected = rejected,
                            .progress = progress,
                            .counts = &result->counts.read,
                            .bytes_under_way = plan.under_way};
  const absl::Status read = ReadDocuments(
      inputs, settings.sketch, targets, texts, [&](const SketchedBatch& batch, size_t i) {
        return result->corpus->Add(batch, i, result->ids->last());
      });
  if (!read.ok()) return read;
  result->warnings = ReadWarnings(settings.read, result->counts.read);
  result->ids->EndSearch();
  return result->corpus->SortByKeep(settings.keep);
}

}  // namespace

absl::StatusOr<ClusterResult> RunCluster(const ClusterSettings& settings, Progress* progress) {
  ClusterResult result;
  ClusterFiles files(settings);
  if (absl::Status opened = files.Open(settings); !opened.ok()) return opened;
  if (settings.sketch.shape.kind != SketchKind::kSimHash) {
    // Ahead of the reading: what cannot be searched is an error now, not after an hour.
    const auto banding =
        ChooseBanding(settings.sketch.shape.slots, settings.threshold, settings.recall);
    if (!banding.ok()) return banding.status();
  }
  const auto texts = TextStore::Open(settings.read, settings.tmp);
  if (!texts.ok()) return texts.status();
  const MemoryPlan plan = PlanMemory(settings.memory);
  const auto ignored = FindIgnored(settings, texts->get(), progress, &result);
  if (!ignored.ok()) return ignored.status();
  const ReadSettings& inputs = *ignored != nullptr ? (*ignored)->settings() : settings.read;
  const absl::Status read =
      ReadCorpus(settings, inputs, plan, texts->get(), files.rejected(), progress, &result);
  if (*ignored != nullptr) {
    // First what is the cause: a file that changed may hold anything.
    if (absl::Status ended = (*ignored)->EndReading(); !ended.ok()) return ended;
  }
  if (!read.ok()) return read;
  auto candidates = std::make_unique<CandidatePairs>(
      result.corpus->groups().size(),
      SortOptions{.memory_bytes = plan.sorting, .folder = settings.tmp});
  {
    Stopwatch watch(&result.seconds.candidates);
    const absl::StatusOr<uint64_t> capped = FindCandidates(
        settings, plan,
        [&](std::span<const CandidatePair> pairs) { return candidates->Add(pairs); }, progress,
        &result);
    if (!capped.ok()) return capped.status();
    result.corpus->DropSketches();
    if (absl::Status done = candidates->Finish(); !done.ok()) return done;
    result.counts.candidates = candidates->size();
    result.counts.capped_buckets = *capped;
  }
  {
    Stopwatch watch(&result.seconds.verify);
    CandidateJoiner joiner(settings, plan, *result.corpus, **texts);
    progress->Begin(Progress::Stage::kVerify, candidates->size());
    absl::Status joined =
        JoinAndDescribe(settings, std::move(candidates), &joiner, progress, &result);
    if (!joined.ok()) return joined;
    result.counts.verified = joiner.verified();
    SortClusters(&result);
    Count(&result);
    WarnOfUnlike(settings, &result);
    WarnOfMissing(settings, &result);
  }
  progress->Begin(Progress::Stage::kWrite, 0);
  if (absl::Status wrote = files.Write(settings, &result); !wrote.ok()) return wrote;
  return result;
}

}  // namespace nearcopy
