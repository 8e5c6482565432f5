#include "options.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <sstream>
#include <thread>

#include "commands.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/io/published.h"
#include "nearcopy/shingle/hash.h"

namespace nearcopy::tool {
namespace {

Shingling ShinglingOf(const po::variables_map& options) {
  Shingling s;
  const auto& text = options["shingle"].as<std::string>();
  const size_t colon = text.find(':');
  const std::string unit = text.substr(0, colon);
  if ((unit != "words" && unit != "chars") || colon == std::string::npos) {
    throw UsageError("--shingle is words:N or chars:N, not \"" + text + "\"");
  }
  s.unit = unit == "words" ? Shingling::Unit::kWords : Shingling::Unit::kCharacters;
  s.length = static_cast<int>(
      ParseNumber("shingle N", std::string_view(text).substr(colon + 1), 1, kLongestShingle));
  constexpr uint64_t kMostWords = 1 << 30;
  if (options.count("min-words") > 0) {
    s.min_words = static_cast<int>(WholeNumber(options, "min-words", 1, kMostWords));
  }
  s.seed = WholeNumber(options, "seed", 0);
  return s;
}

SketchShape ShapeOf(const po::variables_map& options) {
  constexpr SketchKind kKinds[] = {SketchKind::kFastSimilarity, SketchKind::kMinHash,
                                   SketchKind::kSimHash};
  SketchShape shape;
  shape.kind = kKinds[Choice(options, "sketch", {"fastsim", "minhash", "simhash"})];
  const auto& text = options["slots"].as<std::string>();
  const bool simhash = shape.kind == SketchKind::kSimHash;
  for (int slots = simhash ? 64 : 16; slots <= (simhash ? 128 : 1024); slots *= 2) {
    if (text != std::to_string(slots)) continue;
    shape.slots = slots;
    return shape;
  }
  throw UsageError((simhash ? "--slots of a SimHash are its bits: 64 or 128, not \""
                            : "--slots is a power of two from 16 to 1024, not \"") +
                   text + "\"");
}

}  // namespace

po::options_description InputOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Input", kHelpWidth);
  d.add_options()  //
      ("format", text("auto")->value_name("FORMAT"),
       "jsonl or txt; auto goes by name (.jsonl, .txt, also .gz, .zst)")                          //
      ("id-field", text("id")->value_name("NAME"), "field of a document's id")                    //
      ("text-field", text("text")->value_name("NAME"), "fields of its text, joined: title,text")  //
      ("title-field", text("title")->value_name("NAME"), "field of its title")                    //
      ("feed-field", text("feed")->value_name("NAME"), "field of its feed, or source")            //
      ("url-field", text("url")->value_name("NAME"), "field of its address")                      //
      ("published-field", text("published")->value_name("NAME"),
       "field of its time of publication (RFC 3339)")                            //
      ("lang-field", text("lang")->value_name("NAME"), "field of its language")  //
      ("on-error", text("fail")->value_name("WHAT"),
       "fail: the first bad record ends the run; skip: it is counted")  //
      ("rejected", po::value<std::string>()->value_name("FILE"),
       "file for skipped records, byte for byte")  //
      ("max-errors", po::value<std::string>()->value_name("N"),
       "with skip: more bad records end the run")                                            //
      ("max-record-bytes", text("64M")->value_name("SIZE"), "a longer record is a bad one")  //
      ("max-decompressed-bytes", po::value<std::string>()->value_name("SIZE"),
       "of a .gz or .zst; more is damage (no limit by itself)")  //
      ("encoding-errors", text("fail")->value_name("WHAT"),
       "of bytes that are not UTF-8: fail, or replace by U+FFFD")                               //
      ("on-duplicate-id", text("fail")->value_name("WHAT"), "fail, or skip all but the first")  //
      ("strict-time", "a missing or unbelievable time makes a record bad")                      //
      ("now", po::value<std::string>()->value_name("TIME"),
       "the time against which others are believed");
  return d;
}

po::options_description SketchOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Shingles and sketches", kHelpWidth);
  d.add_options()  //
      ("shingle", text("words:5")->value_name("UNIT:N"),
       "words:N or chars:N: runs that make up a text")  //
      ("min-words", po::value<std::string>()->value_name("N"),
       "texts of fewer words are copies of nothing (by itself: the shingle)")                    //
      ("sketch", text("fastsim")->value_name("KIND"), "fastsim, minhash or simhash")             //
      ("slots", text("128")->value_name("N"), "of a sketch, 16 bits each; of simhash its bits")  //
      ("seed", text("1")->value_name("N"), "of all hashes");
  return d;
}

po::options_description MachineOptions() {
  po::options_description d("Machine", kHelpWidth);
  d.add_options()  //
      ("threads", po::value<std::string>()->value_name("N"),
       "as many as the machine has by itself")  //
      ("simd", po::value<std::string>()->default_value("auto")->value_name("NAME"),
       "instruction set, or scalar; results do not depend on it");
  return d;
}

po::options_description MemoryOptions() {
  po::options_description d("Memory", kHelpWidth);
  d.add_options()  //
      ("memory", po::value<std::string>()->value_name("SIZE"),
       "what does not fit goes to files: 512M, 4G (by itself a quarter of what the machine has, "
       "256M at least)")  //
      ("tmp", po::value<std::string>()->value_name("FOLDER"),
       "folder of these files (by itself $TMPDIR, or /tmp)");
  return d;
}

po::options_description TerminalOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Terminal", kHelpWidth);
  d.add_options()  //
      ("progress", text("auto")->value_name("WHEN"),
       "auto, always or never (auto: not with --quiet)")                                        //
      ("color", text("auto")->value_name("WHEN"), "auto, always or never; NO_COLOR is heeded")  //
      ("quiet", "print errors and warnings alone")                                              //
      ("help,h", "this text");
  return d;
}

po::variables_map ParseCommandLine(const std::vector<std::string>& arguments,
                                   const po::options_description& options) {
  po::options_description all;
  all.add(options).add_options()("input", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("input", -1);
  po::variables_map map;
  try {
    namespace style = po::command_line_style;
    po::store(po::command_line_parser(arguments)
                  .options(all)
                  .positional(positional)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              map);
    po::notify(map);
  } catch (const po::unknown_option& e) {
    std::vector<std::string> names;
    for (const auto& option : options.options()) names.push_back("--" + option->long_name());
    throw UsageError("no option " + e.get_option_name() + DidYouMean(e.get_option_name(), names));
  } catch (const po::error& e) {
    throw UsageError(e.what());
  }
  return map;
}

Inputs InputsOf(const po::variables_map& options) {
  return InputsOf(options, options["input"].as<std::vector<std::string>>());
}

Inputs InputsOf(const po::variables_map& options, const std::vector<std::string>& paths) {
  constexpr Format kFormats[] = {Format::kAuto, Format::kJsonl, Format::kText};
  const Format format = kFormats[Choice(options, "format", {"auto", "jsonl", "txt"})];
  auto inputs = FindInputs(paths, format);
  if (!inputs.ok()) throw InputError(std::string(inputs.status().message()));
  return *std::move(inputs);
}

ReadSettings ReadSettingsOf(const po::variables_map& options) {
  ReadSettings s;
  if (options.count("input") == 0) {
    throw UsageError("no input; name files, folders, or - for standard input");
  }
  const auto field = [&](const char* name) { return options[name].as<std::string>(); };
  s.fields.id = field("id-field");
  s.fields.text = SplitList(field("text-field"));
  if (s.fields.id.empty() || s.fields.text.empty()) {
    throw UsageError("--id-field and --text-field need a name");
  }
  s.fields.title = field("title-field");
  s.fields.feed = field("feed-field");
  s.fields.url = field("url-field");
  s.fields.published = field("published-field");
  s.fields.lang = field("lang-field");
  s.limits.max_record_bytes = ParseSize("max-record-bytes", field("max-record-bytes"));
  // Positions inside a record are 32 bits, and normal form may be longer than the text.
  constexpr uint64_t kMostRecordBytes = 1 << 28;
  if (s.limits.max_record_bytes < 1 || s.limits.max_record_bytes > kMostRecordBytes) {
    throw UsageError("--max-record-bytes is from 1 to 256M, not \"" + field("max-record-bytes") +
                     "\"");
  }
  if (options.count("max-decompressed-bytes") > 0) {
    s.limits.max_decompressed_bytes =
        ParseSize("max-decompressed-bytes", field("max-decompressed-bytes"));
  }
  s.skip_bad = Choice(options, "on-error", {"fail", "skip"}) == 1;
  if (options.count("max-errors") > 0) s.max_errors = WholeNumber(options, "max-errors", 0);
  if (options.count("rejected") > 0) s.rejected = field("rejected");
  s.replace_invalid_utf8 = Choice(options, "encoding-errors", {"fail", "replace"}) == 1;
  s.skip_duplicate_ids = Choice(options, "on-duplicate-id", {"fail", "skip"}) == 1;
  if (s.max_errors && !s.skip_bad) throw UsageError("--max-errors goes with --on-error skip");
  if (options.count("rejected") > 0 && (s.rejected.empty() || s.rejected == "-")) {
    throw UsageError("--rejected names a file");
  }
  s.strict_time = options.count("strict-time") > 0;
  s.now = std::time(nullptr);
  if (options.count("now") > 0) {
    const auto now = ParsePublished(field("now"), std::numeric_limits<int64_t>::max());
    if (!now) {
      throw UsageError("--now is a time like 2026-02-03T04:05:06Z, not \"" + field("now") + "\"");
    }
    s.now = *now;
  }
  return s;
}

SketchSettings SketchSettingsOf(const po::variables_map& options) {
  const MachineSettings machine = MachineSettingsOf(options);
  SketchSettings s;
  s.shingling = ShinglingOf(options);
  s.shape = ShapeOf(options);
  s.threads = machine.threads;
  s.simd = machine.simd;
  return s;
}

MachineSettings MachineSettingsOf(const po::variables_map& options) {
  MachineSettings s;
  constexpr int kMostThreads = 1024;
  s.threads = options.count("threads") > 0
                  ? static_cast<int>(WholeNumber(options, "threads", 1, kMostThreads))
                  : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const auto& name = options["simd"].as<std::string>();
  const auto simd = Simd::Find(name);
  if (!simd) {
    std::string list;
    for (Simd known : Simd::All()) list += " " + known.name();
    throw UsageError("this machine has no instruction set \"" + name + "\"; it has: auto" + list);
  }
  s.simd = *simd;
  return s;
}

MemorySettings MemorySettingsOf(const po::variables_map& options) {
  constexpr uint64_t kLeast = 64 << 20;  // what a run takes over few documents, and some
  constexpr uint64_t kLeastByItself = 256 << 20;
  MemorySettings s;
  s.bytes = std::max(UsableMemory() / 4, kLeastByItself);
  if (options.count("memory") > 0) {
    const auto& size = options["memory"].as<std::string>();
    s.bytes = ParseSize("memory", size);
    if (s.bytes < kLeast) throw UsageError("--memory is 64M at least, not \"" + size + "\"");
  }
  const char* const folder = std::getenv("TMPDIR");
  s.tmp = folder == nullptr || *folder == '\0' ? "/tmp" : folder;
  if (options.count("tmp") > 0) s.tmp = options["tmp"].as<std::string>();
  if (s.tmp.empty()) throw UsageError("--tmp names a folder");
  return s;
}

TerminalSettings TerminalSettingsOf(const po::variables_map& options) {
  constexpr When kWhen[] = {When::kAuto, When::kAlways, When::kNever};
  TerminalSettings s;
  s.progress = kWhen[Choice(options, "progress", {"auto", "always", "never"})];
  s.color = kWhen[Choice(options, "color", {"auto", "always", "never"})];
  s.quiet = options.count("quiet") > 0;
  if (s.quiet && s.progress == When::kAuto) s.progress = When::kNever;
  return s;
}

int RunCommand(const char* command, const char* usage, const po::options_description& all,
               const std::vector<std::string>& arguments,
               const std::function<int(const po::variables_map& options)>& body) {
  When color = When::kAuto;
  try {
    const po::variables_map options = ParseCommandLine(arguments, all);
    if (options.count("help") > 0) {
      std::ostringstream text;
      text << usage << all;
      std::fputs(text.str().c_str(), stdout);
      return kDone;
    }
    color = TerminalSettingsOf(options).color;
    return body(options);
  } catch (const InputError& e) {
    PrintError(command, e.what(), color);
  } catch (const UsageError& e) {
    PrintError(command, e.what(), color);
    std::fprintf(stderr, "`nearcopy help %s` shows the options\n", command);
  }
  return kFailed;
}

}  // namespace nearcopy::tool
