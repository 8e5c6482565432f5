#include <algorithm>
#include <cstdio>

#include "commands.h"
#include "nearcopy/engine/boilerplate_job.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy boilerplate: paragraphs that a feed repeats

Usage: nearcopy boilerplate [options] INPUT... [--by FIELD] [--out FILE]
       nearcopy boilerplate [options] INPUT... --strip exact|near --out FILE [--cuts FILE]

A line for each paragraph that stands in many documents of a feed, though numbers and dates in it
may differ: {"feed", "paragraph", "documents", "share", "place"}, in its most frequent wording. With
--strip, --out gets the documents without these paragraphs instead, all else byte for byte.

Examples:
  nearcopy boilerplate articles.jsonl
  nearcopy boilerplate 2026-02-*.jsonl.zst --by source --out boilerplate.jsonl
  nearcopy boilerplate texts/ --min-documents 20 --min-share 0.1
  nearcopy boilerplate crawl.jsonl --strip near --out articles.jsonl --list boilerplate.jsonl

)";

po::options_description BoilerplateOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Boilerplate", kHelpWidth);
  d.add_options()  //
      ("out", po::value<std::string>()->value_name("FILE"),
       "file of the list (by itself -, standard output), or with --strip of the documents")  //
      ("force", "replace files that are already there")                                      //
      ("by", po::value<std::string>()->value_name("FIELD"),
       "what makes a feed (by itself the field of --feed-field)")  //
      ("min-documents", text("5")->value_name("N"),
       "the fewest documents of a feed that a paragraph stands in")                //
      ("min-share", text("0.01")->value_name("S"), "and the least share of them")  //
      ("strip", po::value<std::string>()->value_name("WHAT"),
       "write the documents without what is found; exact: only where the very words are so "
       "frequent; near: other numbers and dates, too")  //
      ("cuts", po::value<std::string>()->value_name("FILE"),
       "with --strip: what was cut, and where")  //
      ("list", po::value<std::string>()->value_name("FILE"),
       "with --strip: file of the list, too")  //
      ("json", "print a summary as JSON instead of the one for people");
  return d;
}

// The value of an option that names something, or nothing.
std::string NameOf(const po::variables_map& options, const char* name, const char* what) {
  if (options.count(name) == 0) return "";
  const auto& value = options[name].as<std::string>();
  if (value.empty()) throw UsageError(std::string("--") + name + " names a " + what);
  return value;
}

void SetFiles(const po::variables_map& options, BoilerplateSettings* s) {
  const std::string out = NameOf(options, "out", "file");
  s->force = options.count("force") > 0;
  if (options.count("strip") > 0) {
    s->strip = Choice(options, "strip", {"exact", "near"}) == 0 ? Strip::kExact : Strip::kNear;
    if (out.empty()) throw UsageError("--strip needs --out FILE for the documents");
    s->stripped = out;
    s->cuts = NameOf(options, "cuts", "file");
    s->list = NameOf(options, "list", "file");
  } else {
    if (options.count("cuts") > 0) throw UsageError("--cuts goes with --strip");
    if (options.count("list") > 0) throw UsageError("--list goes with --strip; use --out");
    s->list = out.empty() ? "-" : out;
  }
}

BoilerplateSettings SettingsOf(const po::variables_map& options) {
  BoilerplateSettings s;
  s.read = ReadSettingsOf(options);
  s.read.uses_times = s.read.strict_time;
  const std::string by = NameOf(options, "by", "field");
  if (!by.empty()) s.read.fields.feed = by;
  const MachineSettings machine = MachineSettingsOf(options);
  s.threads = machine.threads;
  s.simd = machine.simd;
  const MemorySettings memory = MemorySettingsOf(options);
  s.memory = memory.bytes;
  s.tmp = memory.tmp;
  s.rule.min_documents = WholeNumber(options, "min-documents", 2);
  s.rule.min_share = Fraction(options, "min-share", true);
  SetFiles(options, &s);
  s.input_paths = options["input"].as<std::vector<std::string>>();
  s.read.inputs = InputsOf(options);
  return s;
}

// The paragraphs that take the most documents, a line each.
void PrintMostFrequent(const std::vector<BoilerplateParagraph>& paragraphs, bool color) {
  constexpr size_t kMost = 5;
  std::vector<const BoilerplateParagraph*> most;
  for (const BoilerplateParagraph& p : paragraphs) most.push_back(&p);
  std::ranges::stable_sort(most, std::ranges::greater(), &BoilerplateParagraph::documents);
  if (most.empty()) return;
  std::printf("\n%sMost frequent%s\n", color ? "\033[1m" : "", color ? "\033[0m" : "");
  for (size_t i = 0; i < std::min(kMost, most.size()); ++i) {
    const BoilerplateParagraph& p = *most[i];
    std::printf("  %6s documents, %.1f %%%s%s, %s: %s\n", FormatCount(p.documents).c_str(),
                100 * p.share, p.feed.empty() ? "" : " of ", Shortened(p.feed).c_str(),
                std::string(Name(p.place)).c_str(), Shortened(p.paragraph).c_str());
  }
}

void PrintSummary(const BoilerplateSettings& settings, const BoilerplateResult& result,
                  bool color) {
  const auto row = [&](const char* name, uint64_t value, const std::string& note) {
    PrintRow(name, value, note, color);
  };
  row("documents", result.read.documents,
      Bytes(static_cast<double>(result.read.text_bytes)) + " of text in " +
          Duration(result.seconds));
  row("feeds", result.feeds, "");
  row("paragraphs", result.paragraphs.size(), "that these repeat");
  row("  found", result.paragraphs_found,
      "times, " + Bytes(static_cast<double>(result.bytes_found)) + ", " +
          Percent(result.bytes_found, result.read.text_bytes) + " of the text");
  if (settings.strip) {
    row("cut", result.cut.cuts,
        Bytes(static_cast<double>(result.cut.bytes)) + ", of " + FormatCount(result.cut.documents) +
            (result.cut.documents == 1 ? " document" : " documents"));
  }
  PrintMostFrequent(result.paragraphs, color);
  const std::string& file = settings.strip ? settings.stripped : settings.list;
  std::printf("\n%s %s\n", settings.strip ? "The documents are in" : "The list is in",
              Printable(file).c_str());
}

}  // namespace

int RunBoilerplateCommand(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(BoilerplateOptions()).add(InputOptions()).add(MachineOptions());
  all.add(MemoryOptions()).add(TerminalOptions());
  return RunCommand("boilerplate", kUsage, all, arguments, [](const po::variables_map& options) {
    const TerminalSettings terminal = TerminalSettingsOf(options);
    const BoilerplateSettings settings = SettingsOf(options);
    Progress progress;
    absl::StatusOr<BoilerplateResult> result;
    {
      const ProgressLine line(progress, terminal.progress);
      result = RunBoilerplate(settings, &progress);
    }
    if (!result.ok()) {
      PrintError("boilerplate", std::string(result.status().message()), terminal.color);
      return kFailed;
    }
    for (const std::string& warning : result->warnings) PrintWarning(warning, terminal.color);
    const bool to_stdout = settings.list == "-" || settings.stripped == "-" || settings.cuts == "-";
    if (options.count("json") > 0 && !to_stdout) {
      std::fputs(BoilerplateSummaryJson(settings, *result).c_str(), stdout);
    } else if (!terminal.quiet && !to_stdout) {
      PrintSummary(settings, *result, UseColor(terminal.color, stdout));
    }
    return result->read.skipped_in_all() > 0 ? kSkippedInput : kDone;
  });
}

}  // namespace nearcopy::tool
