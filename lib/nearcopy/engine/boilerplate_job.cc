#include "nearcopy/engine/boilerplate_job.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "nearcopy/engine/count_forms.h"
#include "nearcopy/engine/input_blocks.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/read_warnings.h"
#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/io/line_writer.h"
#include "nearcopy/text/kept_bytes.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

// A block of input and the boilerplate of its documents: that of document i is [first[i], first[i +
// 1]) of `found`.
struct FoundBatch : ReadBatch {
  std::vector<FoundBoilerplate> found;
  std::vector<size_t> first;
  DocumentLines stripped, cuts;  // with --strip
  std::vector<CutCounts> cut;
};

// Finds and cuts on one thread; keeps its buffers.
class BoilerplateWorker {
 public:
  BoilerplateWorker(const BoilerplateSettings& settings, const FrequentForms& frequent)
      : settings_(settings), finder_(frequent, settings.simd), stripper_(settings.read) {}

  void Run(FoundBatch* batch) {
    batch->found.clear();
    DropGiant(&batch->found);
    batch->first.assign(1, 0);
    batch->stripped.Clear();
    batch->cuts.Clear();
    batch->cut.clear();
    for (const Document& d : batch->read.documents) {
      finder_.Find(d.feed, d.text, &found_);
      batch->found.insert(batch->found.end(), found_.begin(), found_.end());
      batch->first.push_back(batch->found.size());
      if (settings_.strip) CutOut(d, batch);
    }
  }

 private:
  void CutOut(const Document& document, FoundBatch* batch) {
    if (settings_.strip == Strip::kExact) {
      std::erase_if(found_, [](const FoundBoilerplate& f) { return !f.exact; });
    }
    CutParagraphs(document.text, found_, &cuts_);
    batch->cut.push_back(
        stripper_.Strip(document, cuts_, batch->stripped.open(), batch->cuts.open()));
    batch->stripped.EndDocument();
    batch->cuts.EndDocument();
  }

  const BoilerplateSettings& settings_;
  BoilerplateFinder finder_;
  Stripper stripper_;
  std::vector<FoundBoilerplate> found_;  // in the document at hand
  std::vector<Cut> cuts_;
};

struct BoilerplateFiles {
  explicit BoilerplateFiles(const Inputs& inputs) : set(inputs) {}
  absl::Status Open(const BoilerplateSettings& settings);

  OutputSet set;
  OutputFile *list = nullptr, *stripped = nullptr, *cuts = nullptr, *rejected = nullptr;
};

absl::Status BoilerplateFiles::Open(const BoilerplateSettings& settings) {
  const std::pair<const std::string*, OutputFile**> files[] = {
      {&settings.list, &list},
      {&settings.stripped, &stripped},
      {&settings.cuts, &cuts},
      {&settings.read.rejected, &rejected}};
  for (const auto& [path, file] : files) {
    if (path->empty()) continue;
    const absl::StatusOr<OutputFile*> made = set.Create(*path, settings.force);
    if (!made.ok()) return made.status();
    *file = *made;
  }
  return absl::OkStatus();
}

// The second reading: collects the list, and writes what --strip wants.
absl::Status Collect(const BoilerplateSettings& settings, const ReadTargets& targets,
                     const FrequentForms& frequent, BoilerplateFiles* files, BoilerplateList* list,
                     BoilerplateResult* result) {
  std::vector<std::unique_ptr<BoilerplateWorker>> workers;
  for (int t = 0; t < std::max(1, settings.threads); ++t) {
    workers.push_back(std::make_unique<BoilerplateWorker>(settings, frequent));
  }
  LineWriter stripped(files->stripped);
  return ReadRecords<FoundBatch>(
      settings.read, settings.threads, settings.simd, targets,
      [&](int worker, FoundBatch* batch) { workers[static_cast<size_t>(worker)]->Run(batch); },
      [](FoundBatch*) { return absl::OkStatus(); },
      [&](const FoundBatch& batch, size_t i) {
        const size_t begin = batch.first[i], end = batch.first[i + 1];
        list->Add(batch.read.documents[i].feed, std::span(batch.found).subspan(begin, end - begin));
        if (files->stripped == nullptr) return absl::OkStatus();
        stripped.Append(batch.stripped.Of(i));
        if (files->cuts != nullptr) files->cuts->Append(batch.cuts.Of(i));
        result->cut.Add(batch.cut[i]);
        return files->stripped->status();
      });
}

void WriteList(const std::vector<BoilerplateParagraph>& paragraphs, OutputFile* file) {
  std::string line;
  for (const BoilerplateParagraph& p : paragraphs) {
    line.clear();
    JsonWriter json(&line);
    json.BeginObject().Key("feed").ValueOrNull(p.feed).Key("paragraph").Value(p.paragraph);
    json.Key("documents").Value(p.documents).Key("share").SixDecimals(p.share);
    json.Key("place").Value(Name(p.place)).EndObject();
    line.push_back('\n');
    file->Append(line);
  }
}

}  // namespace

absl::StatusOr<BoilerplateResult> RunBoilerplate(const BoilerplateSettings& settings,
                                                 Progress* progress) {
  const auto start = std::chrono::steady_clock::now();
  BoilerplateFiles files(settings.read.inputs);
  if (absl::Status opened = files.Open(settings); !opened.ok()) return opened;
  const auto blocks = InputBlocks::Open(settings.read.inputs.files, settings.tmp);
  if (!blocks.ok()) return blocks.status();
  const MemoryPlan plan = PlanMemory(settings.memory);
  BoilerplateResult result;
  FormCounter counter(settings.rule, settings.threads, settings.simd,
                      SortOptions{.memory_bytes = settings.memory / 4, .folder = settings.tmp});
  auto ids = std::make_unique<DocumentIds>();
  const absl::Status read = counter.Read(settings.read, {.ids = ids.get(),
                                                         .rejected = files.rejected,
                                                         .progress = progress,
                                                         .counts = &result.read,
                                                         .bytes_under_way = plan.under_way,
                                                         .keep = blocks->get()});
  if (!read.ok()) return read;
  const absl::StatusOr<FrequentForms> frequent = counter.Finish();
  if (!frequent.ok()) return frequent.status();
  ids = std::make_unique<DocumentIds>();
  BoilerplateList list(*frequent);
  ReadCounts again;
  const absl::Status collected = Collect(settings,
                                         {.ids = ids.get(),
                                          .progress = progress,
                                          .counts = &again,
                                          .bytes_under_way = plan.under_way,
                                          .again = blocks->get()},
                                         *frequent, &files, &list, &result);
  if (!collected.ok()) return collected;
  result.paragraphs = list.Sorted();
  result.feeds = frequent->feeds();
  result.paragraphs_found = list.paragraphs();
  result.bytes_found = list.text_bytes();
  result.warnings = ReadWarnings(settings.read, result.read);
  progress->Begin(Progress::Stage::kWrite, 0);
  if (files.list != nullptr) WriteList(result.paragraphs, files.list);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (absl::Status committed = files.set.Commit(); !committed.ok()) return committed;
  return result;
}

std::string BoilerplateSummaryJson(const BoilerplateSettings& settings,
                                   const BoilerplateResult& result) {
  std::string text;
  JsonWriter json(&text, true);
  json.BeginObject();
  json.Key("nearcopy").Value(kVersion).Key("command").Value("boilerplate");
  WriteStrings("inputs", settings.input_paths, &json);
  json.Key("parameters").BeginObject();
  json.Key("by").Value(Typed(settings.read.fields.feed));
  json.Key("min_documents").Value(settings.rule.min_documents);
  json.Key("min_share").Value(settings.rule.min_share);
  json.Key("strip");
  settings.strip ? json.Value(*settings.strip == Strip::kExact ? "exact" : "near") : json.Null();
  json.EndObject();
  WriteReading(settings.read, &json);
  json.Key("counts").BeginObject();
  json.Key("documents").Value(result.read.documents).Key("feeds").Value(result.feeds);
  json.Key("replaced_utf8").Value(result.read.replaced);
  json.Key("paragraphs").Value(result.paragraphs.size());
  json.Key("found").Value(result.paragraphs_found);
  json.Key("cut_documents").Value(result.cut.documents).Key("cuts").Value(result.cut.cuts);
  json.Key("cut_words").Value(result.cut.words);
  json.EndObject();
  WriteSkipped(result.read, &json);
  WriteStrings("warnings", result.warnings, &json);
  json.Key("bytes").BeginObject();
  json.Key("text").Value(result.read.text_bytes).Key("found").Value(result.bytes_found);
  json.Key("input").Value(result.read.input_bytes).Key("cut").Value(result.cut.bytes).EndObject();
  json.Key("seconds").SixDecimals(result.seconds);
  json.Key("threads").Value(settings.threads).Key("simd").Value(settings.simd.name());
  json.Key("peak_memory").Value(PeakMemory());
  json.EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
