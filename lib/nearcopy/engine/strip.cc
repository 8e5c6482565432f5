#include "nearcopy/engine/strip.h"

#include <algorithm>

namespace nearcopy {
namespace {

bool IsText(const Document& document) { return document.place.line == 0; }

}  // namespace

void CutCounts::Add(const CutCounts& other) {
  documents += other.documents;
  cuts += other.cuts;
  bytes += other.bytes;
  words += other.words;
}

void WritePassage(const Passage& passage, JsonWriter* json) {
  json->BeginObject().Key("begin").Value(passage.begin).Key("end").Value(passage.end);
  json->Key("paragraphs").BeginArray();
  json->Value(passage.first_paragraph).Value(passage.last_paragraph).EndArray().EndObject();
}

Stripper::Stripper(const ReadSettings& settings)
    : one_text_(settings.inputs.files.size() == 1 &&
                settings.inputs.files[0].format == Format::kText),
      cutter_(settings.fields) {}

CutCounts Stripper::Strip(const Document& document, std::span<const Cut> cuts,
                          std::string* stripped, std::string* lines) {
  const bool as_record = IsText(document) && !one_text_;
  cuts_.clear();
  stretches_.clear();
  if (cuts.empty() && !as_record) {
    stripped->append(document.raw);
    return {};
  }
  CutCounts counts{.documents = cuts.empty() ? 0u : 1u};
  cutter_.Open(document);
  for (const Cut& cut : cuts) {
    counts.words += cut.words;
    for (const TextStretch& part : cutter_.parts()) {
      Cut within = cut;
      within.begin = std::max(cut.begin, part.begin);
      within.end = std::min(cut.end, part.end);
      if (within.begin >= within.end) continue;
      counts.bytes += within.end - within.begin;
      cuts_.push_back(within);
      stretches_.push_back({within.begin, within.end});
    }
  }
  counts.cuts = cuts_.size();
  if (as_record) {
    std::string text;
    uint64_t at = 0;
    for (const TextStretch& cut : stretches_) {
      text.append(document.text.substr(at, cut.begin - at));
      at = cut.end;
    }
    text.append(document.text.substr(at));
    JsonWriter(stripped)
        .BeginObject()
        .Key("id")
        .Value(document.id)
        .Key("text")
        .Value(text)
        .EndObject();
    stripped->push_back('\n');
  } else {
    cutter_.AppendWithout(stretches_, stripped);
  }
  if (!cuts_.empty()) WriteCuts(document, lines);
  return counts;
}

void Stripper::WriteCuts(const Document& document, std::string* lines) {
  JsonWriter json(lines);
  json.BeginObject().Key("id").Value(document.id).Key("cuts").BeginArray();
  for (const Cut& cut : cuts_) {
    json.BeginObject().Key("begin").Value(cut.begin).Key("end").Value(cut.end);
    json.Key("kind").Value(cut.exact ? "exact" : "near");
    json.Key("text").Value(document.text.substr(cut.begin, cut.end - cut.begin));
    if (cut.first.end > 0) WritePassage(cut.first, &json.Key("first"));
    json.EndObject();
  }
  json.EndArray().EndObject();
  lines->push_back('\n');
}

}  // namespace nearcopy
