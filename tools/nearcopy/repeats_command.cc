#include <cstdio>

#include "commands.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/engine/repeats_job.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy repeats: stretches that stand twice inside a document

Usage: nearcopy repeats [options] INPUT... [--out FILE]
       nearcopy repeats [options] INPUT... --strip exact|near --out FILE [--cuts FILE]

A line for each document that repeats itself, longest repeat first:
{"id", "words", "repeated_words", "repeats": [{"kind", "similarity", "words", "first", "again"}]},
where first and again say the bytes of the text, and its paragraphs. With --strip, --out gets the
documents without their second copies instead, all else byte for byte; only whole sentences or
paragraphs of 25 words or more are cut.

Examples:
  nearcopy repeats article.txt
  nearcopy repeats crawl.jsonl.gz --out repeats.jsonl
  nearcopy repeats article.txt --strip exact --out stripped.txt --cuts cuts.jsonl
  nearcopy repeats crawl.jsonl --strip near --out once.jsonl --list repeats.jsonl

)";

po::options_description RepeatsOptions() {
  po::options_description d("Repeats", kHelpWidth);
  d.add_options()  //
      ("out", po::value<std::string>()->value_name("FILE"),
       "file of the repeats (by itself -, standard output), or with --strip of the documents")  //
      ("force", "replace files that are already there")                                         //
      ("repeat-words", po::value<std::string>()->default_value("12")->value_name("N"),
       "the fewest words of a repeat")  //
      ("strip", po::value<std::string>()->value_name("WHAT"),
       "exact or near: write the documents without their second copies")  //
      ("cuts", po::value<std::string>()->value_name("FILE"),
       "with --strip: what was cut, and where")  //
      ("list", po::value<std::string>()->value_name("FILE"),
       "with --strip: file of the repeats, too")  //
      ("json", "print a summary as JSON instead of the one for people");
  return d;
}

RepeatsSettings SettingsOf(const po::variables_map& options) {
  RepeatsSettings s;
  s.read = ReadSettingsOf(options);
  s.read.uses_times = s.read.strict_time;
  const MachineSettings machine = MachineSettingsOf(options);
  s.threads = machine.threads;
  s.simd = machine.simd;
  s.force = options.count("force") > 0;
  constexpr uint64_t kMostWords = 1 << 30;
  s.repeats.least_words =
      static_cast<uint32_t>(WholeNumber(options, "repeat-words", kFewestRepeatWords, kMostWords));
  const std::string out = FileOf(options, "out");
  if (options.count("strip") > 0) {
    s.strip = Choice(options, "strip", {"exact", "near"}) == 0 ? Strip::kExact : Strip::kNear;
    if (out.empty()) throw UsageError("--strip needs --out FILE for the documents");
    s.stripped = out;
    s.cuts = FileOf(options, "cuts");
    s.list = FileOf(options, "list");
  } else {
    if (options.count("cuts") > 0) throw UsageError("--cuts goes with --strip");
    if (options.count("list") > 0) throw UsageError("--list goes with --strip; use --out");
    s.list = out.empty() ? "-" : out;
  }
  s.input_paths = options["input"].as<std::vector<std::string>>();
  s.read.inputs = InputsOf(options);
  return s;
}

void PrintSummary(const RepeatsSettings& settings, const RepeatsCounts& c, bool color) {
  const auto row = [&](const char* name, uint64_t value, const std::string& note) {
    PrintRow(name, value, note, color);
  };
  row("documents", c.read.documents,
      Bytes(static_cast<double>(c.read.text_bytes)) + " of text in " + Duration(c.seconds));
  row("with repeats", c.with_repeats, Percent(c.with_repeats, c.read.documents) + " of all");
  row("repeats", c.exact + c.near,
      FormatCount(c.exact) + " exact, " + FormatCount(c.near) + " near");
  row("words again", c.repeated_words, Percent(c.repeated_words, c.words) + " of all");
  if (settings.strip) {
    row("cut", c.cut.cuts,
        FormatCount(c.cut.words) + " words, " + Bytes(static_cast<double>(c.cut.bytes)) + ", of " +
            FormatCount(c.cut.documents) + (c.cut.documents == 1 ? " document" : " documents"));
  }
  const std::string& file = settings.strip ? settings.stripped : settings.list;
  std::printf("\n%s %s\n", settings.strip ? "The documents are in" : "The repeats are in",
              Printable(file).c_str());
}

}  // namespace

int RunRepeatsCommand(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(RepeatsOptions()).add(InputOptions()).add(MachineOptions()).add(TerminalOptions());
  return RunCommand("repeats", kUsage, all, arguments, [](const po::variables_map& options) {
    const TerminalSettings terminal = TerminalSettingsOf(options);
    const RepeatsSettings settings = SettingsOf(options);
    Progress progress;
    absl::StatusOr<RepeatsCounts> counts;
    {
      const ProgressLine line(progress, terminal.progress);
      counts = RunRepeats(settings, &progress);
    }
    if (!counts.ok()) {
      PrintError("repeats", std::string(counts.status().message()), terminal.color);
      return kFailed;
    }
    for (const std::string& warning : ReadWarnings(settings.read, counts->read)) {
      PrintWarning(warning, terminal.color);
    }
    const bool to_stdout = settings.list == "-" || settings.stripped == "-" || settings.cuts == "-";
    if (options.count("json") > 0 && !to_stdout) {
      std::fputs(RepeatsSummaryJson(settings, *counts).c_str(), stdout);
    } else if (!terminal.quiet && !to_stdout) {
      PrintSummary(settings, *counts, UseColor(terminal.color, stdout));
    }
    return counts->read.skipped_in_all() > 0 ? kSkippedInput : kDone;
  });
}

}  // namespace nearcopy::tool
