#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands.h"
#include "difference_view.h"
#include "nearcopy/engine/explain_job.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"
#include "text_flow.h"

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

std::string Text(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

class Printer {
 public:
  Printer(const Settings& settings, const DocumentPair& documents, const Explanation& e, bool color)
      : settings_(settings), documents_(documents), e_(e), color_(color) {}

  void Print() {
    TextFlow reason(TerminalColumns());
    reason.Add(e_.reason, Style::kPlain);
    for (const FlowLine& line : reason.Take()) {
      std::printf("%s%s%s\n", Bold(), line.Print(false).c_str(), Reset());
    }
    std::printf("\n");
    PrintDocument("A", documents_[0], e_.a, e_.shared.a);
    PrintDocument("B", documents_[1], e_.b, e_.shared.b);
    std::printf("\n");
    PrintFigures();
    if (e_.sketch) PrintSketch(*e_.sketch);
    PrintStretches();
    PrintDifference();
  }

 private:
  const char* Bold() const { return color_ ? "\033[1m" : ""; }
  const char* Reset() const { return color_ ? "\033[0m" : ""; }

  void PrintDocument(const char* name, const FoundDocument& d, const ExplainedText& text,
                     uint32_t shingles) const {
    std::string about = FormatCount(text.words) + (text.words == 1 ? " word" : " words") + ", " +
                        FormatCount(shingles) + " shingles";
    if (text.words == 0) {
      about += ", empty";
    } else if (text.too_short) {
      about += ", too short";
    }
    std::printf("%s%s%s  %s  (%s)\n", Bold(), name, Reset(), Shortened(d.id).c_str(),
                about.c_str());
    std::string from = Printable(d.path);
    if (!d.feed.empty()) from += ", " + Shortened(d.feed);
    if (!d.published.empty()) from += ", " + Shortened(d.published);
    std::printf("   %s\n", from.c_str());
    if (!d.title.empty()) std::printf("   %s\n", Shortened(d.title).c_str());
  }

  void Row(const char* name, const std::string& value, const std::string& note) const {
    std::printf("  %-18s %s%9s%s  %s\n", name, Bold(), value.c_str(), Reset(), note.c_str());
  }

  void PrintFigures() const {
    const SharedShingles& s = e_.shared;
    Row("similarity", Text("%.6f", s.similarity()),
        FormatCount(s.both) + " shingles stand in both, " +
            FormatCount(uint64_t{s.a} + s.b - s.both) + " in either");
    Row("containment of A", Text("%.6f", s.containment_of_a()), "of A's shingles stand in B");
    Row("containment of B", Text("%.6f", s.containment_of_b()), "of B's shingles stand in A");
  }

  void PrintSketch(const SketchFigures& f) const {
    const bool simhash = settings_.explain.shape.kind == SketchKind::kSimHash;
    const int slots = settings_.explain.shape.slots;
    const double error = f.estimate - e_.shared.similarity();
    const std::string agreement = std::to_string(f.agreement);
    const std::string of_all = agreement + " of " + std::to_string(slots) +
                               (simhash ? " bits differ; error " : " slots equal; error ") +
                               Text("%+.4f", error);
    Row("sketch estimate", Text("%.6f", f.estimate),
        simhash ? of_all : of_all + ", usual " + Text("%.4f", f.standard_error));
    if (e_.verdict == Verdict::kExact) {
      Row("candidate", "yes", "as exact copies are, whatever their sketches");
      return;
    }
    const std::string bound = std::to_string(f.bound);
    Row("candidate", f.candidate ? "yes" : "no",
        simhash ? "of a million texts, pairs within " + bound + " bits are compared"
                : std::to_string(f.shared_bands) + " of " + std::to_string(f.bands) + " bands, " +
                      agreement + " slots equal (1 and " + bound + " needed)");
    Row("chance", Text("%.6f", f.chance), "for `cluster` to compare a pair this similar");
  }

  void PrintStretches() const {
    constexpr size_t kMost = 20;
    const std::string least = std::to_string(settings_.explain.stretch_words);
    if (e_.stretches.empty()) {
      std::printf("\nThey share no stretch of %s words.\n", least.c_str());
      return;
    }
    std::printf("\n%sMatched stretches%s of %s words and more\n", Bold(), Reset(), least.c_str());
    std::printf("  %7s  %-28s  %s\n", "words", "in A", "in B");
    for (size_t i = 0; i < std::min(kMost, e_.stretches.size()); ++i) {
      const MatchedStretch& s = e_.stretches[i];
      std::printf("  %7s  %-28s  %s%s\n", FormatCount(s.words.length).c_str(), Place(s.a).c_str(),
                  Place(s.b).c_str(), s.moved ? ", moved" : "");
    }
    if (e_.stretches.size() > kMost) {
      std::printf("  and %s more, which --json has\n",
                  FormatCount(e_.stretches.size() - kMost).c_str());
    }
  }

  static std::string Place(const Passage& p) {
    const std::string first = std::to_string(p.first_paragraph);
    return (p.first_paragraph == p.last_paragraph
                ? "paragraph " + first
                : "paragraphs " + first + "-" + std::to_string(p.last_paragraph)) +
           ", " + std::to_string(p.begin) + "-" + std::to_string(p.end);
  }

  void PrintDifference() const {
    if (settings_.diff == "none") return;
    const size_t columns = TerminalColumns();
    const bool side =
        settings_.diff == "side" || (settings_.diff == "auto" && columns >= kSideBySideColumns);
    const std::string shown = ShowDifference(
        documents_[0].text, documents_[1].text, e_,
        {.side_by_side = side, .color = color_, .width = columns, .context = settings_.context});
    if (shown.empty()) return;
    std::printf("\n%sDifference%s by paragraph: [-only in A-] {+only in B+}\n", Bold(), Reset());
    std::fputs(shown.c_str(), stdout);
  }

  const Settings& settings_;
  const DocumentPair& documents_;
  const Explanation& e_;
  const bool color_;
};

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
    Printer(settings, *documents, *e, UseColor(terminal.color, stdout)).Print();
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
