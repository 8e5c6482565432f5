#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.h"
#include "explanation_view.h"
#include "nearcopy/engine/explain_job.h"
#include "nearcopy/engine/read_warnings.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy explain: why two documents are, or are not, copies of each other

Usage: nearcopy explain [options] A B
       nearcopy explain [options] INPUT... --ids A B

A and B are two files: each is one text, or, if its name says JSON lines, holds one record. With
--ids they are the ids of two documents in the inputs (files, folders, or - for standard input).
It says how similar they are and how much of one stands in the other, what their sketches say of
that, which stretches they share, and shows what differs word by word: [-only in A-] {+only in B+}.

Examples:
  nearcopy explain yesterday.txt today.txt
  nearcopy explain articles.jsonl --ids wire-104 gazette-17
  nearcopy explain feeds/ --ids wire-104 gazette-17 --diff side --context all
  nearcopy explain a.txt b.txt --threshold 0.8 --shingle words:3 --json
  nearcopy explain a.txt b.txt --quiet --fail-on-duplicates && echo "no copies"

)";

po::options_description ExplainOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Explain", kHelpWidth);
  d.add_options()  //
      ("ids", po::value<std::string>()->value_name("A B"),
       "the ids of two documents in the inputs")  //
      ("threshold", text("0.7")->value_name("S"),
       "similarity from which two documents are near copies")  //
      ("containment", text("0.9")->value_name("C"),
       "share of a document that stands in the other, from which it is contained")  //
      ("recall", text("0.9995")->value_name("P"),
       "the chance to find a pair exactly at the threshold")  //
      ("repeat-words", text("12")->value_name("N"),
       "words that a matched stretch has at least")  //
      ("diff", text("auto")->value_name("HOW"),
       "side (by side), unified, none; auto: side where there are 120 columns")  //
      ("context", text("12")->value_name("N"),
       "equal words shown beside a difference, or all of them")  //
      ("json", "print the same as one JSON object")(
          "fail-on-duplicates", "exit 1 if they are copies, or one is contained in the other");
  return d;
}

// Without those that two documents have no use for: nothing is written, and no time compared.
po::options_description InputOptionsOfExplain() {
  constexpr std::string_view kUseless[] = {"rejected", "strict-time", "now"};
  po::options_description d("Input", kHelpWidth);
  const po::options_description all = InputOptions();
  for (const auto& option : all.options()) {
    const bool useless = std::count(std::begin(kUseless), std::end(kUseless), option->long_name());
    if (!useless) d.add(option);
  }
  return d;
}

struct Settings {
  ReadSettings read;
  SketchSettings sketch;
  ExplainSettings explain;
  std::optional<std::array<std::string, 2>> ids;
  std::string diff;
  size_t context = 0;
};

// Takes the two ids out of the arguments, which may look like anything.
std::optional<std::array<std::string, 2>> TakeIds(std::vector<std::string>* arguments) {
  const auto ids = std::find(arguments->begin(), arguments->end(), "--ids");
  if (arguments->end() - ids < 3) return std::nullopt;
  std::array<std::string, 2> taken = {std::move(ids[1]), std::move(ids[2])};
  arguments->erase(ids, ids + 3);
  return taken;
}

Settings SettingsOf(const po::variables_map& options) {
  Settings s;
  s.read = ReadSettingsOf(options);
  s.read.uses_times = false;
  s.sketch = SketchSettingsOf(options);
  s.explain.shingling = s.sketch.shingling;
  s.explain.shape = s.sketch.shape;
  s.explain.simd = s.sketch.simd;
  s.explain.threshold = Fraction(options, "threshold", true);
  s.explain.containment = Fraction(options, "containment", true);
  s.explain.recall = Fraction(options, "recall", false);
  constexpr uint64_t kMostWords = 1'000'000;
  s.explain.stretch_words =
      static_cast<uint32_t>(WholeNumber(options, "repeat-words", 1, kMostWords));
  s.diff = options["diff"].as<std::string>();
  Choice(options, "diff", {"auto", "side", "unified", "none"});
  const bool all = options["context"].as<std::string>() == "all";
  s.context = all ? kAllContext : WholeNumber(options, "context", 0, kMostWords);
  return s;
}

// One of two files. What is no file may be meant as an id.
Inputs InputOf(const po::variables_map& options, const std::string& path) {
  constexpr Format kFormats[] = {Format::kAuto, Format::kJsonl, Format::kText};
  const Format format = kFormats[Choice(options, "format", {"auto", "jsonl", "txt"})];
  absl::StatusOr<Inputs> inputs = FindInputs({path}, format);
  // A name that says no format is that of a text.
  if (absl::IsInvalidArgument(inputs.status())) inputs = FindInputs({path}, Format::kText);
  if (absl::IsNotFound(inputs.status())) {
    throw InputError(std::string(inputs.status().message()) +
                     "; ids of documents go behind the inputs and --ids");
  }
  if (!inputs.ok()) throw InputError(std::string(inputs.status().message()));
  if (inputs->files.size() != 1) {
    throw InputError(path + ": not one file; ids of documents go behind the inputs and --ids");
  }
  return *std::move(inputs);
}

absl::StatusOr<DocumentPair> ReadBoth(const po::variables_map& options, Settings* s,
                                      Progress* progress, ReadCounts* counts) {
  if (s->ids) {
    s->read.inputs = InputsOf(options);
    return FindDocuments(s->read, *s->ids, s->sketch.threads, s->sketch.simd, progress, counts);
  }
  const auto& paths = options["input"].as<std::vector<std::string>>();
  if (options.count("ids") > 0) throw UsageError("--ids wants two ids: --ids A B");
  if (paths.size() != 2) {
    throw UsageError("two files are compared, not " + std::to_string(paths.size()) +
                     "; or name inputs and two ids: --ids A B");
  }
  if (paths[0] == "-" && paths[1] == "-") throw UsageError("- can be read only once");
  std::array<Inputs, 2> inputs = {InputOf(options, paths[0]), InputOf(options, paths[1])};
  DocumentPair documents;
  for (size_t i = 0; i < 2; ++i) {
    s->read.inputs = std::move(inputs[i]);
    absl::StatusOr<FoundDocument> document =
        ReadOnlyDocument(s->read, s->sketch.simd, progress, counts);
    if (!document.ok()) return document.status();
    documents[i] = *std::move(document);
  }
  return documents;
}

// Columns of the terminal, or those that COLUMNS says.
size_t TerminalColumns() {
  constexpr size_t kUsual = 80, kMost = 500;
  size_t columns = 0;
  winsize size{};
  if (const char* said = std::getenv("COLUMNS"); said != nullptr) {
    std::from_chars(said, said + std::string_view(said).size(), columns);
  }
  if (columns == 0 && isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    columns = size.ws_col;
  }
  return columns == 0 ? kUsual : std::clamp(columns, kLeastColumns, kMost);
}

ExplanationView ViewOf(const Settings& settings, const TerminalSettings& terminal) {
  ExplanationView view;
  view.show_difference = settings.diff != "none";
  view.difference.width = TerminalColumns();
  view.difference.side_by_side =
      settings.diff == "side" ||
      (settings.diff == "auto" && view.difference.width >= kSideBySideColumns);
  view.difference.color = UseColor(terminal.color, stdout);
  view.difference.context = settings.context;
  return view;
}

int RunExplain(const po::variables_map& options,
               const std::optional<std::array<std::string, 2>>& ids) {
  const TerminalSettings terminal = TerminalSettingsOf(options);
  Settings settings = SettingsOf(options);
  settings.ids = ids;
  const auto fail = [&](const absl::Status& status) {
    PrintError("explain", std::string(status.message()), terminal.color);
    return kFailed;
  };
  Progress progress;
  ReadCounts counts;
  absl::StatusOr<DocumentPair> documents;
  {
    const ProgressLine line(progress, terminal.progress);
    documents = ReadBoth(options, &settings, &progress, &counts);
  }
  if (!documents.ok()) return fail(documents.status());
  const absl::StatusOr<Explanation> e =
      Explain((*documents)[0].text, (*documents)[1].text, settings.explain);
  if (!e.ok()) return fail(e.status());
  for (const std::string& warning : ReadWarnings(settings.read, counts)) {
    PrintWarning(warning, terminal.color);
  }
  if (options.count("json") > 0) {
    std::fputs(ExplanationJson(settings.explain, *documents, *e).c_str(), stdout);
  } else if (!terminal.quiet) {
    PrintExplanation(settings.explain, *documents, *e, ViewOf(settings, terminal));
  }
  if (counts.skipped_in_all() > 0) return kSkippedInput;
  const bool copies = e->verdict != Verdict::kNotCopies;
  return copies && options.count("fail-on-duplicates") > 0 ? kDuplicatesFound : kDone;
}

}  // namespace

int RunExplainCommand(const std::vector<std::string>& given) {
  std::vector<std::string> arguments = given;
  const auto ids = TakeIds(&arguments);
  po::options_description all;
  all.add(ExplainOptions()).add(InputOptionsOfExplain()).add(SketchOptions()).add(MachineOptions());
  all.add(TerminalOptions());
  return RunCommand("explain", kUsage, all, arguments,
                    [&](const po::variables_map& options) { return RunExplain(options, ids); });
}

}  // namespace nearcopy::tool
