#include <cstdio>

#include "commands.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/engine/sketch_job.h"
#include "nearcopy/io/escape.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kUsage =
    R"(nearcopy sketch: the sketches of documents, for other programs

Usage: nearcopy sketch [options] INPUT... --out FILE

A first line says how the sketches were made, then comes a line a document, in the order of the
input: {"id", "words", "sketch"}. The sketch is hexadecimal, 16 bits a slot (of a SimHash: its
bits); null for a text too short to be a copy of anything. The share of slots in which two sketches
agree estimates the similarity of their texts.

Examples:
  nearcopy sketch articles.jsonl.gz --out sketches.jsonl
  nearcopy sketch articles.jsonl --sketch simhash --slots 64 --out -

)";

}  // namespace

int RunSketchCommand(const std::vector<std::string>& arguments) {
  po::options_description own("Sketch", kHelpWidth), all;
  own.add_options()  //
      ("out", po::value<std::string>()->value_name("FILE"),
       "file for the sketches, or - (needed)")  //
      ("force", "replace a file that is already there");
  all.add(own).add(InputOptions()).add(SketchOptions()).add(MachineOptions());
  all.add(TerminalOptions());
  return RunCommand("sketch", kUsage, all, arguments, [](const po::variables_map& options) {
    const TerminalSettings terminal = TerminalSettingsOf(options);
    ReadSettings read = ReadSettingsOf(options);
    const SketchSettings sketch = SketchSettingsOf(options);
    const std::string out = options.count("out") > 0 ? options["out"].as<std::string>() : "";
    if (out.empty()) throw UsageError("--out FILE is missing");
    read.inputs = InputsOf(options);
    Progress progress;
    absl::StatusOr<ReadCounts> counts;
    {
      const ProgressLine line(progress, terminal.progress);
      counts = RunSketch(read, sketch, out, options.count("force") > 0, &progress);
    }
    if (!counts.ok()) {
      PrintError("sketch", std::string(counts.status().message()), terminal.color);
      return kFailed;
    }
    for (const std::string& warning : ReadWarnings(read, *counts)) {
      PrintWarning(warning, terminal.color);
    }
    if (!terminal.quiet && out != "-") {
      std::printf("Sketches of %s documents are in %s\n", FormatCount(counts->documents).c_str(),
                  Printable(out).c_str());
    }
    return counts->skipped_in_all() > 0 ? kSkippedInput : kDone;
  });
}

}  // namespace nearcopy::tool
