#include "nearcopy/engine/repeats_job.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/io/line_writer.h"
#include "nearcopy/passage/passages.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

struct RepeatsBatch : ReadBatch {
  DocumentLines list, stripped, cuts;
  std::vector<RepeatsCounts> counts;  // of each document
};

void WriteRepeats(const Document& document, const TextRepeats& found, std::string* line) {
  JsonWriter json(line);
  json.BeginObject().Key("id").Value(document.id).Key("words").Value(found.words);
  json.Key("repeated_words").Value(found.repeated_words).Key("repeats").BeginArray();
  for (const TextRepeat& r : found.repeats) {
    json.BeginObject().Key("kind").Value(r.repeat.exact ? "exact" : "near");
    json.Key("similarity").SixDecimals(r.repeat.similarity).Key("words").Value(r.repeat.words());
    WritePassage(r.first, &json.Key("first"));
    WritePassage(r.again, &json.Key("again"));
    json.EndObject();
  }
  json.EndArray().EndObject();
  line->push_back('\n');
}

// What one thread needs.
class Worker {
 public:
  explicit Worker(const RepeatsSettings& settings)
      : settings_(settings), finder_(settings.repeats, settings.simd), stripper_(settings.read) {}

  void Run(RepeatsBatch* batch) {
    for (DocumentLines* lines : {&batch->list, &batch->stripped, &batch->cuts}) lines->Clear();
    batch->counts.clear();
    for (const Document& document : batch->read.documents) {
      batch->counts.push_back(One(document, batch));
      for (DocumentLines* lines : {&batch->list, &batch->stripped, &batch->cuts}) {
        lines->EndDocument();
      }
    }
  }

 private:
  RepeatsCounts One(const Document& document, RepeatsBatch* batch) {
    finder_.Find(document.text, &found_);
    RepeatsCounts counts;
    counts.words = found_.words;
    counts.repeated_words = found_.repeated_words;
    counts.with_repeats = !found_.repeats.empty();
    for (const TextRepeat& r : found_.repeats) ++(r.repeat.exact ? counts.exact : counts.near);
    if (!settings_.list.empty() && !found_.repeats.empty()) {
      WriteRepeats(document, found_, batch->list.open());
    }
    if (settings_.strip) {
      counts.cut = stripper_.Strip(document, FindCuts(document.text, found_, *settings_.strip),
                                   batch->stripped.open(), batch->cuts.open());
    }
    return counts;
  }

  const RepeatsSettings& settings_;
  TextRepeatFinder finder_;
  Stripper stripper_;
  TextRepeats found_;
};

void Add(const RepeatsCounts& one, RepeatsCounts* all) {
  all->words += one.words;
  all->repeated_words += one.repeated_words;
  all->with_repeats += one.with_repeats;
  all->exact += one.exact;
  all->near += one.near;
  all->cut.Add(one.cut);
}

// The files of a run; those that were not asked for are missing.
struct Files {
  explicit Files(const RepeatsSettings& settings) : all(settings.read.inputs) {}

  absl::Status Open(const RepeatsSettings& settings) {
    absl::Status status;
    const auto open = [&](const std::string& path, std::optional<LineWriter>* writer,
                          OutputFile** file) {
      if (path.empty() || !status.ok()) return;
      const absl::StatusOr<OutputFile*> made = all.Create(path, settings.force);
      status = made.status();
      if (!made.ok()) return;
      *file = *made;
      if (writer != nullptr) writer->emplace(*made);
    };
    open(settings.list, nullptr, &list);
    if (settings.strip) open(settings.stripped, &stripped_lines, &stripped);
    if (settings.strip) open(settings.cuts, nullptr, &cuts);
    open(settings.read.rejected, nullptr, &rejected);
    return status;
  }

  absl::Status Take(const RepeatsBatch& batch, size_t i) {
    absl::Status status;
    if (list != nullptr) {
      list->Append(batch.list.Of(i));
      status.Update(list->status());
    }
    if (stripped != nullptr) {
      stripped_lines->Append(batch.stripped.Of(i));
      status.Update(stripped->status());
    }
    if (cuts != nullptr) {
      cuts->Append(batch.cuts.Of(i));
      status.Update(cuts->status());
    }
    return status;
  }

  OutputSet all;
  OutputFile *list = nullptr, *stripped = nullptr, *cuts = nullptr, *rejected = nullptr;
  std::optional<LineWriter> stripped_lines;
};

}  // namespace

absl::StatusOr<RepeatsCounts> RunRepeats(const RepeatsSettings& settings, Progress* progress) {
  const auto start = std::chrono::steady_clock::now();
  Files files(settings);
  if (absl::Status opened = files.Open(settings); !opened.ok()) return opened;
  std::vector<std::unique_ptr<Worker>> workers;
  for (int t = 0; t < std::max(1, settings.threads); ++t) {
    workers.push_back(std::make_unique<Worker>(settings));
  }
  RepeatsCounts counts;
  DocumentIds ids;
  const ReadTargets targets{
      .ids = &ids, .rejected = files.rejected, .progress = progress, .counts = &counts.read};
  const absl::Status read = ReadRecords<RepeatsBatch>(
      settings.read, settings.threads, settings.simd, targets,
      [&](int worker, RepeatsBatch* batch) { workers[static_cast<size_t>(worker)]->Run(batch); },
      [](RepeatsBatch*) { return absl::OkStatus(); },
      [&](const RepeatsBatch& batch, size_t i) {
        Add(batch.counts[i], &counts);
        counts.read.empty += batch.counts[i].words == 0;
        return files.Take(batch, i);
      });
  if (!read.ok()) return read;
  counts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (absl::Status committed = files.all.Commit(); !committed.ok()) return committed;
  return counts;
}

std::string RepeatsSummaryJson(const RepeatsSettings& settings, const RepeatsCounts& counts) {
  std::string text;
  JsonWriter json(&text, true);
  json.BeginObject();
  json.Key("nearcopy").Value(kVersion).Key("command").Value("repeats");
  WriteStrings("inputs", settings.input_paths, &json);
  json.Key("parameters").BeginObject();
  json.Key("repeat_words").Value(settings.repeats.least_words).Key("strip");
  json.ValueOrNull(!settings.strip ? "" : *settings.strip == Strip::kExact ? "exact" : "near");
  json.EndObject();
  WriteReading(settings.read, &json);
  json.Key("counts").BeginObject();
  json.Key("documents").Value(counts.read.documents).Key("empty").Value(counts.read.empty);
  json.Key("replaced_utf8").Value(counts.read.replaced).Key("words").Value(counts.words);
  json.Key("with_repeats").Value(counts.with_repeats).Key("exact").Value(counts.exact);
  json.Key("near").Value(counts.near).Key("repeated_words").Value(counts.repeated_words);
  json.Key("cut_documents").Value(counts.cut.documents).Key("cuts").Value(counts.cut.cuts);
  json.Key("cut_words").Value(counts.cut.words).EndObject();
  WriteSkipped(counts.read, &json);
  json.Key("bytes").BeginObject();
  json.Key("text").Value(counts.read.text_bytes).Key("input").Value(counts.read.input_bytes);
  json.Key("cut").Value(counts.cut.bytes).EndObject();
  json.Key("seconds").SixDecimals(counts.seconds);
  json.Key("threads").Value(settings.threads).Key("simd").Value(settings.simd.name());
  json.Key("peak_memory").Value(PeakMemory()).EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
