#include <cstdio>

#include "commands.h"
#include "copy_job.h"
#include "copy_options.h"
#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/engine/cluster_job.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy cluster: near-copy clusters across feeds

Usage: nearcopy cluster [options] INPUT... --out DIR

INPUT is a file (.jsonl or .txt, also .gz or .zst), a folder of these, or - for standard input.
DIR gets clusters.jsonl, members.tsv, pairs.tsv, contained.tsv and, last, summary.json. Every pair
in them has its exact similarity, computed from the texts.

Examples:
  nearcopy cluster articles.jsonl --out result
  nearcopy cluster 2026-02-*.jsonl.zst --out result --within 72h --across feed
  nearcopy cluster texts/ --out result --threshold 0.8 --keep longest
  nearcopy cluster crawl.jsonl --out result --text-field title,body
  nearcopy cluster crawl.jsonl --out result --on-error skip --rejected bad.jsonl
  nearcopy cluster millions.jsonl.gz --out result --memory 512M --tmp /var/tmp

)";

po::options_description ClusterOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Clusters", kHelpWidth);
  d.add_options()                                                                              //
      ("out", po::value<std::string>()->value_name("DIR"), "folder for the results (needed)")  //
      ("force", "replace results that are already there")                                      //
      ("link", text("components")->value_name("RULE"),
       "components: copies of copies belong together; anchor: each is a copy of the kept one")  //
      ("pairs", text("spanning")->value_name("WHICH"),
       "in pairs.tsv: those that joined a cluster, or all")                                     //
      ("max-pairs", text("10000000")->value_name("N"), "of all pairs, list no more than this")  //
      ("no-report", "write no HTML report (this version has none yet)")                         //
      ("json", "print summary.json instead of the summary for people")(
          "fail-on-duplicates", "exit 1 if there is any copy");
  return d;
}

ClusterSettings SettingsOf(const po::variables_map& options) {
  ClusterSettings s;
  if (options.count("out") == 0) throw UsageError("--out DIR is missing");
  s.out = options["out"].as<std::string>();
  if (s.out.empty() || s.out == "-") throw UsageError("--out names a folder");
  while (s.out.size() > 1 && s.out.back() == '/') s.out.pop_back();
  s.force = options.count("force") > 0;
  static_cast<CopySettings&>(s) = CopySettingsOf(options);
  s.anchors = Choice(options, "link", {"components", "anchor"}) == 1;
  s.all_pairs = Choice(options, "pairs", {"spanning", "all"}) == 1;
  s.max_pairs = WholeNumber(options, "max-pairs", 0);
  s.read.inputs = InputsOf(options);
  return s;
}

// The largest clusters, a line each.
void PrintLargest(const ClusterResult& result, bool color) {
  constexpr size_t kMost = 5;
  const size_t n = std::min(kMost, result.clusters.size());
  if (n == 0) return;
  std::printf("\n%sLargest clusters%s\n", color ? "\033[1m" : "", color ? "\033[0m" : "");
  for (size_t i = 0; i < n; ++i) {
    const Cluster& c = result.clusters[i];
    const CorpusDocument& kept = result.corpus->documents()[c.kept()];
    const std::string feed = Shortened(result.corpus->feed(kept));
    std::printf("  %6s documents, cohesion %.2f, kept %s%s%s\n",
                FormatCount(c.members.size()).c_str(), c.cohesion, Shortened(kept.id).c_str(),
                feed.empty() ? "" : " of ", feed.c_str());
  }
}

void PrintSummary(const ClusterSettings& settings, const ClusterResult& result, bool color) {
  const ClusterCounts& c = result.counts;
  const auto row = [&](const char* name, uint64_t value, const std::string& note) {
    PrintRow(name, value, note, color);
  };
  PrintDocuments(settings, c.read, result.seconds, color);
  row("clusters", c.clusters, "");
  row("copies", c.removed, Percent(c.removed, c.read.documents) + " of all");
  row("  exact", c.exact, "the same words as the kept document");
  row("  near", c.near, SimilarityFrom(settings) + "it");
  if (c.chained > 0) row("  chained", c.chained, "alike through others, less to it");
  if (c.contained > 0) row("contained", c.contained, "inside a longer article; in contained.tsv");
  PrintLargest(result, color);
  std::printf("\nResults are in %s: clusters.jsonl, members.tsv, pairs.tsv, summary.json\n",
              Printable(settings.out).c_str());
}

}  // namespace

int RunClusterCommand(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(ClusterOptions()).add(CopyOptions()).add(InputOptions()).add(SketchOptions());
  all.add(MachineOptions()).add(MemoryOptions()).add(TerminalOptions());
  return RunCommand("cluster", kUsage, all, arguments, [](const po::variables_map& options) {
    const TerminalSettings terminal = TerminalSettingsOf(options);
    const ClusterSettings settings = SettingsOf(options);
    const auto result = RunCopyJob(
        "cluster", terminal, [&](Progress* progress) { return RunCluster(settings, progress); });
    if (!result) return kFailed;
    if (options.count("json") > 0) {
      std::fputs(ClusterSummaryJson(settings, *result).c_str(), stdout);
    } else if (!terminal.quiet) {
      PrintSummary(settings, *result, UseColor(terminal.color, stdout));
    }
    return CopyExitCode(options, result->counts.read.skipped_in_all(), result->counts.removed);
  });
}

}  // namespace nearcopy::tool
