#include "nearcopy/engine/dedup_job.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "nearcopy/cluster/anchors.h"
#include "nearcopy/engine/deal_lines.h"
#include "nearcopy/engine/dedup_files.h"
#include "nearcopy/engine/find_candidates.h"
#include "nearcopy/engine/ignored_boilerplate.h"
#include "nearcopy/engine/input_blocks.h"
#include "nearcopy/engine/join_candidates.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/engine/stopwatch.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/io/json_walk.h"

namespace nearcopy {
namespace {

// A run between its stages.
struct Run {
  explicit Run(const DedupSettings& s) : settings(s), plan(PlanMemory(s.memory)), read(s.read) {
    if (s.against) std::ranges::copy(s.against->files, std::back_inserter(read.inputs.files));
  }

  size_t inputs() const { return settings.read.inputs.files.size(); }  // without --against

  const DedupSettings& settings;
  const MemoryPlan plan;
  ReadSettings read;  // of the inputs, and behind them the files of --against
  // Of the inputs and of --against; null where they are read once.
  std::unique_ptr<InputBlocks> blocks, against_blocks;
  std::optional<FrequentForms> boilerplate;
  std::unique_ptr<TextStore> texts;
  std::vector<RecordStart> skipped;
  std::unique_ptr<CandidateJoiner> joiner;
  std::vector<Link> links;  // of the documents that go
};

absl::Status ReadInputs(const ReadSettings& settings, ReadTargets targets, DedupResult* result,
                        Run* run) {
  targets.bytes_under_way = run->plan.under_way;
  return ReadDocuments(settings, SketchesToRead(run->settings), targets, run->texts.get(),
                       [&](const SketchedBatch& batch, size_t i) {
                         return result->corpus->Add(batch, i, targets.ids->last());
                       });
}

// What stands elsewhere stays in any case, whatever its times are.
ReadSettings AgainstSettings(const Run& run) {
  ReadSettings settings = run.read;
  settings.uses_times = settings.strict_time = false;
  return settings;
}

absl::Status ReadAgainst(Progress* progress, DedupResult* result, Run* run) {
  ReadSettings settings = AgainstSettings(*run);
  result->against_ids = std::make_unique<DocumentIds>();
  const absl::Status read = ReadInputs(settings,
                                       {.ids = result->against_ids.get(),
                                        .progress = progress,
                                        .counts = &result->counts.against,
                                        .again = run->against_blocks.get(),
                                        .first_input = run->inputs()},
                                       result, run);
  if (!read.ok()) return read;
  run->against_blocks.reset();
  result->against_ids->EndSearch();
  settings.inputs = *run->settings.against;
  for (const std::string& warning : ReadWarnings(settings, result->counts.against)) {
    result->warnings.push_back("--against: " + warning);
  }
  return absl::OkStatus();
}

// For --ignore-boilerplate: finds that of the inputs and --against together, for a feed has the
// same in both.
absl::Status FindBoilerplate(Progress* progress, Run* run) {
  const ReadSettings against = AgainstSettings(*run);
  std::vector<InputsToCount> inputs = {{run->settings.read, run->blocks.get()}};
  if (run->settings.against) {
    auto blocks = InputBlocks::Open(run->settings.against->files, run->settings.tmp,
                                    static_cast<uint32_t>(run->inputs()));
    if (!blocks.ok()) return blocks.status();
    run->against_blocks = *std::move(blocks);
    inputs.push_back({against, run->against_blocks.get(), run->inputs()});
  }
  absl::StatusOr<FrequentForms> found = FindIgnored(run->settings, inputs, progress);
  if (!found.ok()) return found.status();
  run->boilerplate = *std::move(found);
  run->texts->LeaveOut(&*run->boilerplate);
  return absl::OkStatus();
}

absl::Status ReadAll(DedupFiles* files, Progress* progress, DedupResult* result, Run* run) {
  Stopwatch watch(&result->seconds.read);
  const DedupSettings& settings = run->settings;
  if (settings.ignore_boilerplate) {
    if (absl::Status found = FindBoilerplate(progress, run); !found.ok()) return found;
  }
  result->corpus = MakeCorpus(settings, run->plan);
  if (settings.against) {
    if (absl::Status read = ReadAgainst(progress, result, run); !read.ok()) return read;
  }
  result->ids = std::make_unique<DocumentIds>();
  const absl::Status read = ReadInputs(run->read,
                                       {.ids = result->ids.get(),
                                        .rejected = files->rejected(),
                                        .progress = progress,
                                        .counts = &result->counts.read,
                                        .skipped = &run->skipped,
                                        .keep = run->boilerplate ? nullptr : run->blocks.get(),
                                        .again = run->boilerplate ? run->blocks.get() : nullptr,
                                        .inputs = run->inputs()},
                                       result, run);
  if (!read.ok()) return read;
  std::ranges::move(ReadWarnings(settings.read, result->counts.read),
                    std::back_inserter(result->warnings));
  result->ids->EndSearch();
  return result->corpus->SortByKeep(settings.keep,
                                    static_cast<uint32_t>(result->counts.against.documents));
}

// Which documents the rule does not take; warns of ids that none has.
std::vector<bool> FindProtected(const DedupSettings& settings, DedupResult* result) {
  std::vector<bool> protect;
  if (settings.protect.empty()) return protect;
  const absl::flat_hash_set<std::string_view> ids(settings.protect.begin(), settings.protect.end());
  absl::flat_hash_set<std::string_view> missing = ids;
  const auto& documents = result->corpus->documents();
  protect.resize(documents.size());
  for (size_t d = result->counts.against.documents; d < documents.size(); ++d) {
    if (!ids.contains(documents[d].id)) continue;
    protect[d] = true;
    ++result->counts.protect;
    missing.erase(documents[d].id);
  }
  if (missing.empty()) return protect;
  const auto first = std::ranges::find_if(
      settings.protect, [&](const std::string& id) { return missing.contains(id); });
  result->warnings.push_back(
      absl::StrCat("ids of --protect that no document has: ", FormatCount(missing.size()),
                   ", such as ", QuotedForMessage(*first)));
  return protect;
}

AnchorRule RuleOf(const DedupSettings& settings, DedupResult* result) {
  AnchorRule rule;
  rule.exact = settings.remove.exact;
  rule.near = settings.remove.near;
  rule.protect = FindProtected(settings, result);
  if (settings.against) rule.against = static_cast<uint32_t>(result->counts.against.documents);
  return rule;
}

// What decides who is a copy of whom: edges between near copies, and contained pairs.
struct FoundCopies {
  std::vector<GroupEdge> near;
  std::vector<ContainedPair> contained;
};

// Which near candidates are of use; null: all.
std::function<bool(const CandidatePair&)> WantedPairs(const ClusterDocuments& docs,
                                                      const AnchorRule& rule) {
  if (!rule.near) return [](const CandidatePair&) { return false; };
  if (!rule.against) return nullptr;
  // Groups with a document of the inputs. Those of --against may be many, and alike.
  std::vector<bool> asks(docs.first.size());
  for (size_t d = *rule.against; d < docs.group.size(); ++d) {
    if (docs.group[d] != kAbsent) asks[docs.group[d]] = true;
  }
  return [&docs, against = *rule.against, asks = std::move(asks)](const CandidatePair& p) {
    return docs.first[p.a] < against && (asks[p.a] || asks[p.b]);
  };
}

// Near and contained copies are found and verified; exact ones are known from reading.
absl::StatusOr<FoundCopies> FindAndVerify(const ClusterDocuments& docs, const AnchorRule& rule,
                                          Progress* progress, DedupResult* result, Run* run) {
  const DedupSettings& settings = run->settings;
  FoundCandidates found;
  {
    Stopwatch watch(&result->seconds.candidates);
    auto candidates = FindCandidates(settings, run->plan, result->corpus.get(), progress,
                                     WantedPairs(docs, rule));
    if (!candidates.ok()) return candidates.status();
    found = *std::move(candidates);
  }
  Stopwatch watch(&result->seconds.verify);
  result->recall = found.recall;
  static_cast<SearchCounts&>(result->counts) = found.counts;
  std::ranges::move(found.warnings, std::back_inserter(result->warnings));
  progress->Begin(Progress::Stage::kVerify, found.pairs->size());
  // A contained document that goes may have stayed for others to be copies of.
  const bool all = settings.within_seconds || !settings.across.empty() || settings.containment;
  auto edges = all ? run->joiner->VerifyAll(found.pairs.get(), &progress->done)
                   : run->joiner->JoinAnchors(docs, rule, found.pairs.get(), &progress->done);
  if (!edges.ok()) return edges.status();
  return FoundCopies{*std::move(edges), run->joiner->TakeContained()};
}

absl::Status FindCopies(Progress* progress, DedupResult* result, Run* run) {
  const DedupSettings& settings = run->settings;
  const Constraints constraints{settings.within_seconds, !settings.across.empty()};
  const ClusterDocuments docs = result->corpus->ForClusters(constraints.any());
  const AnchorRule rule = RuleOf(settings, result);
  run->joiner =
      std::make_unique<CandidateJoiner>(settings, run->plan, *result->corpus, *run->texts);
  FoundCopies copies;
  if (settings.remove.near || settings.containment) {
    auto found = FindAndVerify(docs, rule, progress, result, run);
    if (!found.ok()) return found.status();
    copies = *std::move(found);
  }
  Stopwatch watch(&result->seconds.verify);
  run->links =
      JoinToAnchors(docs, GroupIndex(docs, copies.near), constraints, rule, copies.contained);
  DedupCounts& counts = result->counts;
  counts.verified = run->joiner->verified();
  for (const Link& l : run->links) {
    ++(l.exact ? counts.exact : l.contained ? counts.contained : counts.near);
  }
  counts.removed = run->links.size();
  counts.kept = counts.read.documents - counts.removed;
  std::ranges::move(SearchWarnings(settings, counts.read, *result->corpus,
                                   static_cast<uint32_t>(counts.against.documents), counts),
                    std::back_inserter(result->warnings));
  return run->joiner->status();
}

// A line that goes, and its number in Run::links.
struct RemovedLine {
  uint64_t byte;
  uint32_t input, link;
};

// In their order.
std::vector<RemovedLine> RemovedLines(const Corpus& corpus, std::span<const Link> links) {
  std::vector<RemovedLine> lines;
  lines.reserve(links.size());
  for (uint32_t i = 0; i < links.size(); ++i) {
    const Place place = corpus.documents()[links[i].later].id.place();
    lines.push_back({place.byte, place.input, i});
  }
  std::ranges::sort(lines, {}, [](const RemovedLine& l) { return std::pair(l.input, l.byte); });
  return lines;
}

// The removed lines with those of skipped records.
std::vector<LeavingRecord> AllLeaving(std::span<const RemovedLine> removed,
                                      std::span<const RecordStart> skipped) {
  std::vector<LeavingRecord> leaving;
  leaving.reserve(removed.size() + skipped.size());
  for (const RemovedLine& l : removed) leaving.push_back({l.input, false, l.byte});
  for (const RecordStart& r : skipped) leaving.push_back({r.input, true, r.byte});
  std::ranges::inplace_merge(leaving, leaving.begin() + static_cast<ptrdiff_t>(removed.size()), {},
                             [](const LeavingRecord& r) { return std::pair(r.input, r.byte); });
  return leaving;
}

absl::Status WriteFiles(DedupFiles* files, Progress* progress, DedupResult* result, Run* run) {
  constexpr size_t kFirst = 10;
  Stopwatch watch(&result->seconds.write);
  progress->Begin(Progress::Stage::kWrite, 0);
  const std::vector<RemovedLine> lines = RemovedLines(*result->corpus, run->links);
  for (const RemovedLine& line : lines) {
    const Link& link = run->links[line.link];
    const auto& documents = result->corpus->documents();
    const double containment =
        link.exact ? 1
                   : run->joiner->Containment(documents[link.later].group,
                                              documents[link.earlier].group, link.similarity);
    const Removal removal{link, containment};
    if (result->first_removals.size() < kFirst) result->first_removals.push_back(removal);
    files->Explain(*result->corpus, removal);
  }
  if (run->settings.kept.empty()) return absl::OkStatus();
  run->links = {};  // there may be millions
  return DealLines(*run->blocks, AllLeaving(lines, run->skipped), files->kept(), files->removed(),
                   progress);
}

}  // namespace

absl::StatusOr<DedupResult> RunDedup(const DedupSettings& settings, Progress* progress) {
  DedupResult result;
  DedupFiles files(settings);
  if (absl::Status opened = files.Open(settings); !opened.ok()) return opened;
  if (absl::Status can = CheckSearch(settings); settings.remove.near && !can.ok()) return can;
  Run run(settings);
  auto texts = TextStore::Open(run.read, settings.tmp);
  if (!texts.ok()) return texts.status();
  run.texts = *std::move(texts);
  if (!settings.kept.empty() || settings.ignore_boilerplate) {
    auto blocks = InputBlocks::Open(settings.read.inputs.files, settings.tmp);
    if (!blocks.ok()) return blocks.status();
    run.blocks = *std::move(blocks);
  }
  if (absl::Status s = ReadAll(&files, progress, &result, &run); !s.ok()) return s;
  if (absl::Status s = FindCopies(progress, &result, &run); !s.ok()) return s;
  if (absl::Status s = WriteFiles(&files, progress, &result, &run); !s.ok()) return s;
  if (absl::Status s = files.Commit(); !s.ok()) return s;
  return result;
}

}  // namespace nearcopy
