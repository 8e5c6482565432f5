#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "commands.h"
#include "copy_job.h"
#include "copy_options.h"
#include "nearcopy/engine/dedup_job.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy dedup: the lines of the input, without copies

Usage: nearcopy dedup [options] INPUT... --out KEPT --removed REMOVED
       nearcopy dedup [options] INPUT... --dry-run [--reasons FILE]

INPUT is a file (.jsonl, also .gz or .zst), a folder of these, or - for standard input. Every line
goes to KEPT or REMOVED, byte for byte and in its order. A document goes only if it is a verified
copy of one that stays; the reasons, a line each, say of which, and how similar the two are:
{"id", "of", "similarity", "containment", "relation"}. Names that end in .gz or .zst are compressed.
Plain texts have no lines to deal: for these there are --reasons or --dry-run alone.

Examples:
  nearcopy dedup crawl.jsonl --out kept.jsonl --removed removed.jsonl
  nearcopy dedup today.jsonl.zst --against yesterday.jsonl.zst --out new.jsonl.zst --removed old.jsonl.zst
  nearcopy dedup crawl.jsonl --keep longest --remove exact,near,contained --out kept.jsonl --removed removed.jsonl
  nearcopy dedup crawl.jsonl --protect @published-ids --out kept.jsonl --removed removed.jsonl
  zstdcat crawl-*.jsonl.zst | nearcopy dedup - --out - --removed removed.jsonl | next-step
  nearcopy dedup texts/ --reasons reasons.jsonl

)";

po::options_description DedupOptions() {
  po::options_description d("Dedup", kHelpWidth);
  d.add_options()  //
      ("out", po::value<std::string>()->value_name("KEPT"),
       "file for the lines that stay, or - (needed)")  //
      ("removed", po::value<std::string>()->value_name("REMOVED"),
       "file for the lines that go (needed)")  //
      ("reasons", po::value<std::string>()->value_name("FILE"),
       "file that says why (by itself REMOVED with .reasons before its ending)")  //
      ("force", "replace files that are already there")                           //
      ("remove", po::value<std::string>()->default_value("exact,near")->value_name("LIST"),
       "which copies go: exact, near, contained")  //
      ("against", po::value<std::vector<std::string>>()->value_name("FILE"),
       "remove only copies of documents in this file or folder; may be given again")  //
      ("protect", po::value<std::vector<std::string>>()->value_name("IDS"),
       "ids of documents that never go, or @FILE with an id a line")                  //
      ("dry-run", "write nothing but the reasons that are named; say what would go")  //
      ("json", "print a summary as JSON instead of the one for people")               //
      ("fail-on-duplicates", "exit 1 if anything goes");
  return d;
}

// removed.jsonl.zst: removed.reasons.jsonl.zst.
std::string ReasonsBeside(const std::string& removed) {
  for (const std::string ending : {".jsonl", ".jsonl.gz", ".jsonl.zst"}) {
    if (removed.size() > ending.size() && removed.ends_with(ending)) {
      return removed.substr(0, removed.size() - ending.size()) + ".reasons" + ending;
    }
  }
  return removed + ".reasons.jsonl";
}

// A stream has nothing beside it.
bool IsStream(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return path == "-" ||
         (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
          !std::filesystem::is_directory(status));
}

// Contained copies have a figure from which they go.
void ReadRemove(const po::variables_map& options, DedupSettings* s) {
  const auto& list = options["remove"].as<std::string>();
  bool contained = false;
  s->remove = {.exact = false, .near = false};
  for (const std::string& name : SplitList(list)) {
    if (name != "exact" && name != "near" && name != "contained") {
      throw UsageError("--remove is a list of exact, near and contained, not \"" + list + "\"");
    }
    (name == "exact" ? s->remove.exact : name == "near" ? s->remove.near : contained) = true;
  }
  if (!s->remove.exact && !s->remove.near && !contained) {
    throw UsageError("--remove names no kind of copy");
  }
  if (!contained) {
    s->containment.reset();
  } else if (!s->containment) {
    throw UsageError("--remove contained needs a --containment");
  }
}

void AddProtected(const std::string& ids, std::vector<std::string>* protect) {
  if (!ids.starts_with('@')) {
    std::ranges::move(SplitList(ids), std::back_inserter(*protect));
    return;
  }
  const std::string path = ids.substr(1);
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || std::filesystem::is_directory(path, error)) {
    throw InputError(path + ": cannot read the ids of --protect");
  }
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) protect->push_back(line);
  }
  if (file.bad()) throw InputError(path + ": cannot read the ids of --protect");
}

// An index is a folder with a MANIFEST.
Inputs AgainstOf(const po::variables_map& options, const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path + "/MANIFEST", error)) {
      throw InputError(path + ": an index; this version takes files and folders for --against");
    }
  }
  const auto& inputs = options["input"].as<std::vector<std::string>>();
  if (std::ranges::count(paths, "-") + std::ranges::count(inputs, "-") > 1) {
    throw UsageError("-: standard input can be read only once");
  }
  return InputsOf(options, paths);
}

void NameFiles(const po::variables_map& options, DedupSettings* s) {
  const bool dry = options.count("dry-run") > 0;
  s->reasons = FileOf(options, "reasons");
  const std::string kept = FileOf(options, "out"), removed = FileOf(options, "removed");
  if (dry) {
    s->read.rejected.clear();
    return;
  }
  const bool texts = std::ranges::any_of(
      s->read.inputs.files, [](const Input& input) { return input.format == Format::kText; });
  if (texts) {
    if (!kept.empty() || !removed.empty()) {
      throw UsageError("texts have no lines to deal: for them there is --reasons FILE alone");
    }
    if (s->reasons.empty()) throw UsageError("--reasons FILE is missing");
    return;
  }
  if (kept.empty()) throw UsageError("--out KEPT is missing");
  if (removed.empty()) throw UsageError("--removed REMOVED is missing");
  s->kept = kept;
  s->removed = removed;
  if (s->reasons.empty() && !IsStream(removed)) s->reasons = ReasonsBeside(removed);
}

DedupSettings SettingsOf(const po::variables_map& options) {
  DedupSettings s;
  static_cast<CopySettings&>(s) = CopySettingsOf(options);
  s.force = options.count("force") > 0;
  ReadRemove(options, &s);
  if (options.count("protect") > 0) {
    for (const auto& ids : options["protect"].as<std::vector<std::string>>()) {
      AddProtected(ids, &s.protect);
    }
  }
  s.read.inputs = InputsOf(options);
  NameFiles(options, &s);
  if (options.count("against") > 0) {
    s.against_paths = options["against"].as<std::vector<std::string>>();
    s.against = AgainstOf(options, s.against_paths);
  }
  return s;
}

void PrintFirst(const DedupResult& result) {
  const auto& documents = result.corpus->documents();
  std::printf("\nWould go\n");
  for (const Removal& r : result.first_removals) {
    std::printf("  %s, %s copy of %s (%.2f)\n", Shortened(documents[r.link.later].id).c_str(),
                std::string(RelationOf(r.link)).c_str(),
                Shortened(documents[r.link.earlier].id).c_str(),
                r.link.contained ? r.containment : r.link.similarity);
  }
  const uint64_t more = result.counts.removed - result.first_removals.size();
  if (more > 0) std::printf("  and %s more (--reasons FILE has all)\n", FormatCount(more).c_str());
}

void PrintSummary(const DedupSettings& settings, const DedupResult& result, bool dry, bool color) {
  const DedupCounts& c = result.counts;
  const auto row = [&](const char* name, uint64_t value, const std::string& note) {
    PrintRow(name, value, note, color);
  };
  PrintDocuments(settings, c.read, result.seconds, color);
  if (settings.against) row("against", c.against.documents, "documents that stand elsewhere");
  if (c.protect > 0) row("protected", c.protect, "stay in any case");
  row("kept", c.kept, "");
  row("removed", c.removed, Percent(c.removed, c.read.documents) + " of all");
  if (settings.remove.exact) row("  exact", c.exact, "the same words as one that stays");
  if (settings.remove.near) row("  near", c.near, SimilarityFrom(settings) + "one that stays");
  if (settings.containment) {
    char text[64];
    std::snprintf(text, sizeof(text), "from %g of it inside one that stays", *settings.containment);
    row("  contained", c.contained, text);
  }
  if (dry && !result.first_removals.empty()) PrintFirst(result);
  if (!settings.kept.empty()) {
    const std::string why =
        settings.reasons.empty() ? "" : ", why in " + Printable(settings.reasons);
    std::printf("\nKept lines are in %s, removed ones in %s%s\n", Printable(settings.kept).c_str(),
                Printable(settings.removed).c_str(), why.c_str());
  } else if (!settings.reasons.empty()) {
    std::printf("\nThe reasons are in %s\n", Printable(settings.reasons).c_str());
  }
}

}  // namespace

int RunDedupCommand(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(DedupOptions()).add(CopyOptions()).add(InputOptions()).add(SketchOptions());
  all.add(MachineOptions()).add(MemoryOptions()).add(TerminalOptions());
  return RunCommand("dedup", kUsage, all, arguments, [](const po::variables_map& options) {
    const TerminalSettings terminal = TerminalSettingsOf(options);
    const DedupSettings settings = SettingsOf(options);
    const auto result = RunCopyJob(
        "dedup", terminal, [&](Progress* progress) { return RunDedup(settings, progress); });
    if (!result) return kFailed;
    const bool taken = settings.kept == "-" || settings.removed == "-" || settings.reasons == "-";
    if (options.count("json") > 0) {
      std::fputs(DedupSummaryJson(settings, *result).c_str(), taken ? stderr : stdout);
    } else if (!terminal.quiet && !taken) {
      PrintSummary(settings, *result, options.count("dry-run") > 0,
                   UseColor(terminal.color, stdout));
    }
    const DedupCounts& counts = result->counts;
    return CopyExitCode(options, counts.read.skipped_in_all() + counts.against.skipped_in_all(),
                        counts.removed);
  });
}

}  // namespace nearcopy::tool
