#include "nearcopy/engine/cluster_job.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "nearcopy/cluster/anchors.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/cluster/list_contained.h"
#include "nearcopy/cluster/sort_by_id.h"
#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/engine/find_candidates.h"
#include "nearcopy/engine/ignored_boilerplate.h"
#include "nearcopy/engine/join_candidates.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/engine/stopwatch.h"
#include "nearcopy/io/escape.h"

namespace nearcopy {
namespace {

absl::Status JoinAndDescribe(const ClusterSettings& settings,
                             std::unique_ptr<CandidatePairs> candidates, CandidateJoiner* joiner,
                             Progress* progress, ClusterResult* result) {
  const Constraints constraints{settings.within_seconds, !settings.across.empty()};
  const bool need_all = constraints.any() || settings.all_pairs;
  const ClusterDocuments docs = result->corpus->ForClusters(need_all);
  Joined joined;
  if (need_all || settings.anchors) {
    auto edges = need_all
                     ? joiner->VerifyAll(candidates.get(), &progress->done)
                     : joiner->JoinAnchors(docs, AnchorRule(), candidates.get(), &progress->done);
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
  const auto& documents = result->corpus->documents();
  AllContained contained =
      ListContained(docs, joiner->TakeContained(), constraints, settings.max_pairs,
                    [&](uint32_t d) { return std::string_view(documents[d].id); });
  result->counts.contained = contained.count;
  result->counts.contained_listed = contained.pairs.size();
  result->contained = std::move(contained.pairs);
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

void WarnOfSearch(const ClusterSettings& settings, ClusterResult* result) {
  const ClusterCounts& counts = result->counts;
  std::ranges::move(SearchWarnings(settings, counts.read, *result->corpus, 0, counts),
                    std::back_inserter(result->warnings));
  if (counts.pairs > counts.pairs_listed) {
    result->warnings.push_back(
        absl::StrFormat("pairs.tsv has the first %s of %s pairs (--max-pairs)",
                        FormatCount(counts.pairs_listed), FormatCount(counts.pairs)));
  }
  if (counts.contained > counts.contained_listed) {
    result->warnings.push_back(
        absl::StrFormat("contained.tsv has the first %s of %s pairs (--max-pairs)",
                        FormatCount(counts.contained_listed), FormatCount(counts.contained)));
  }
}

// Reads all documents into a new corpus, in keep order.
absl::Status ReadCorpus(const ClusterSettings& settings, const MemoryPlan& plan,
                        const InputBlocks* again, TextStore* texts, OutputFile* rejected,
                        Progress* progress, ClusterResult* result) {
  Stopwatch watch(&result->seconds.read);
  result->ids = std::make_unique<DocumentIds>();
  result->corpus = MakeCorpus(settings, plan);
  const ReadTargets targets{.ids = result->ids.get(),
                            .rejected = rejected,
                            .progress = progress,
                            .counts = &result->counts.read,
                            .bytes_under_way = plan.under_way,
                            .again = again};
  const absl::Status read =
      ReadDocuments(settings.read, SketchesToRead(settings), targets, texts,
                    [&](const SketchedBatch& batch, size_t i) {
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
  if (absl::Status can = CheckSearch(settings); !can.ok()) return can;
  std::optional<FrequentForms> boilerplate;
  const auto texts = TextStore::Open(settings.read, settings.tmp);
  if (!texts.ok()) return texts.status();
  const MemoryPlan plan = PlanMemory(settings.memory);
  std::unique_ptr<InputBlocks> blocks;  // null where inputs are read once
  if (settings.ignore_boilerplate) {
    Stopwatch watch(&result.seconds.read);
    auto kept = InputBlocks::Open(settings.read.inputs.files, settings.tmp);
    if (!kept.ok()) return kept.status();
    blocks = *std::move(kept);
    const InputsToCount inputs[] = {{settings.read, blocks.get()}};
    auto found = FindIgnored(settings, inputs, progress);
    if (!found.ok()) return found.status();
    boilerplate = *std::move(found);
    (*texts)->LeaveOut(&*boilerplate);
  }
  const absl::Status read =
      ReadCorpus(settings, plan, blocks.get(), texts->get(), files.rejected(), progress, &result);
  if (!read.ok()) return read;
  blocks.reset();
  FoundCandidates found;
  {
    Stopwatch watch(&result.seconds.candidates);
    auto candidates = FindCandidates(settings, plan, result.corpus.get(), progress);
    if (!candidates.ok()) return candidates.status();
    found = *std::move(candidates);
    result.recall = found.recall;
    static_cast<SearchCounts&>(result.counts) = found.counts;
    std::ranges::move(found.warnings, std::back_inserter(result.warnings));
  }
  {
    Stopwatch watch(&result.seconds.verify);
    CandidateJoiner joiner(settings, plan, *result.corpus, **texts);
    progress->Begin(Progress::Stage::kVerify, found.pairs->size());
    absl::Status joined =
        JoinAndDescribe(settings, std::move(found.pairs), &joiner, progress, &result);
    if (!joined.ok()) return joined;
    result.counts.verified = joiner.verified();
    SortClusters(&result);
    Count(&result);
    WarnOfUnlike(settings, &result);
    WarnOfSearch(settings, &result);
  }
  progress->Begin(Progress::Stage::kWrite, 0);
  if (absl::Status wrote = files.Write(settings, &result); !wrote.ok()) return wrote;
  return result;
}

}  // namespace nearcopy
