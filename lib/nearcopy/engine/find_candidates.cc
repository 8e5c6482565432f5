#include "nearcopy/engine/find_candidates.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_format.h"
#include "nearcopy/engine/find_contained.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/match/bands.h"
#include "nearcopy/match/candidates.h"
#include "nearcopy/match/simhash_search.h"

namespace nearcopy {
namespace {

absl::StatusOr<uint64_t> Search(const CopySettings& settings, const MemoryPlan& plan,
                                const Corpus& corpus, const PairSink& sink, Progress* progress,
                                FoundCandidates* found) {
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
    found->recall = search.recall;
    if (search.distance < search.wanted) {
      found->warnings.push_back(absl::StrFormat(
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
  found->recall = banding->recall;
  progress->Begin(Progress::Stage::kCandidates, static_cast<uint64_t>(banding->bands));
  return FindByBands(input, *banding, sink);
}

}  // namespace

std::unique_ptr<Corpus> MakeCorpus(const CopySettings& settings, const MemoryPlan& plan) {
  return std::make_unique<Corpus>(
      settings.sketch.shape, CorpusOptions{.across = !settings.across.empty(),
                                           .blocks = !settings.block_by.empty(),
                                           .words = settings.keep.kind == KeepRule::Kind::kLongest,
                                           .samples = settings.containment.has_value(),
                                           .sample_bytes = plan.samples,
                                           .sketch_bytes = plan.sketches,
                                           .tmp = settings.tmp});
}

SketchSettings SketchesToRead(const CopySettings& settings) {
  SketchSettings sketch = settings.sketch;
  sketch.samples = settings.containment.has_value();
  return sketch;
}

absl::Status CheckSearch(const CopySettings& settings) {
  if (settings.sketch.shape.kind == SketchKind::kSimHash) return absl::OkStatus();
  return ChooseBanding(settings.sketch.shape.slots, settings.threshold, settings.recall).status();
}

absl::StatusOr<FoundCandidates> FindCandidates(
    const CopySettings& settings, const MemoryPlan& plan, Corpus* corpus, Progress* progress,
    const std::function<bool(const CandidatePair&)>& wanted) {
  FoundCandidates found;
  found.pairs = std::make_unique<CandidatePairs>(
      corpus->groups().size(), SortOptions{.memory_bytes = plan.sorting, .folder = settings.tmp});
  std::vector<CandidatePair> taken;
  const PairSink sink = [&](std::span<const CandidatePair> pairs) {
    if (wanted == nullptr) return found.pairs->AddNear(pairs);
    taken.clear();
    std::ranges::copy_if(pairs, std::back_inserter(taken), wanted);
    return found.pairs->AddNear(taken);
  };
  const absl::StatusOr<uint64_t> capped = Search(settings, plan, *corpus, sink, progress, &found);
  if (!capped.ok()) return capped.status();
  found.counts.capped_buckets = *capped;
  if (settings.containment) {
    const auto samples = FindContained(settings, plan, *corpus, found.pairs.get());
    if (!samples.ok()) return samples.status();
    found.counts.capped_samples = *samples;
  }
  corpus->DropSamples();
  corpus->DropSketches();
  if (absl::Status done = found.pairs->Finish(); !done.ok()) return done;
  found.counts.candidates = found.pairs->near();
  found.counts.contained_candidates = found.pairs->contained();
  return found;
}

std::vector<std::string> SearchWarnings(const CopySettings& settings, const ReadCounts& counts,
                                        const Corpus& corpus, uint32_t first,
                                        const SearchCounts& search) {
  std::vector<std::string> warnings;
  const auto missing = [&](const char* option, const std::string& field, uint64_t documents) {
    if (field.empty() || documents > 0 || counts.documents == 0) return;
    warnings.push_back(
        absl::StrFormat("no document has a value in the field \"%s\" of %s", field, option));
  };
  if (settings.within_seconds && counts.documents > 0 && counts.bad_time == counts.documents) {
    warnings.push_back("--within parts nothing, for no document has a time it could go by");
  }
  missing("--across", settings.across, counts.with_across);
  missing("--block-by", settings.block_by, counts.with_block);
  // The first in keep order is of such a feed, if any is.
  if (settings.keep.kind == KeepRule::Kind::kFeeds && counts.documents > 0 &&
      std::ranges::find(settings.keep.feeds, corpus.feed(corpus.documents()[first])) ==
          settings.keep.feeds.end()) {
    warnings.push_back("no document is of a feed that --keep names");
  }
  if (search.capped_samples > 0) {
    warnings.push_back(absl::StrFormat(
        "%s stood in over %s different texts, too many to look at all; documents inside longer "
        "ones among these may be missing",
        search.capped_samples == 1 ? "1 sample" : FormatCount(search.capped_samples) + " samples",
        FormatCount(kBucketCap)));
  }
  if (search.capped_buckets > 0) {
    warnings.push_back(absl::StrFormat(
        "%s held over %s different texts, too many to compare all with all; near copies among "
        "these may be missing, whatever --recall says",
        search.capped_buckets == 1 ? "1 bucket" : FormatCount(search.capped_buckets) + " buckets",
        FormatCount(kBucketCap)));
  }
  return warnings;
}

}  // namespace nearcopy
