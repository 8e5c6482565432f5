#include "nearcopy/engine/dedup_job.h"
#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

void WriteParameters(const DedupSettings& s, JsonWriter* json) {
  json->Key("parameters").BeginObject();
  WriteCopies(s, json);
  json->Key("remove").BeginArray();
  if (s.remove.exact) json->Value("exact");
  if (s.remove.near) json->Value("near");
  if (s.containment) json->Value("contained");
  json->EndArray();
  WriteComparing(s, json);
  json->EndObject();
}

void WriteCounts(const DedupCounts& c, JsonWriter* json) {
  json->Key("counts").BeginObject();
  WriteReadCounts(c.read, json);
  json->Key("against").Value(c.against.documents).Key("protected").Value(c.protect);
  json->Key("exact").Value(c.exact).Key("near").Value(c.near).Key("contained").Value(c.contained);
  json->Key("kept").Value(c.kept).Key("removed").Value(c.removed);
  WriteSearchCounts(c, json);
  json->EndObject();
}

}  // namespace

std::string DedupSummaryJson(const DedupSettings& settings, const DedupResult& result) {
  const DedupCounts& counts = result.counts;
  std::string text;
  JsonWriter json(&text, true);
  json.BeginObject();
  json.Key("nearcopy").Value(kVersion).Key("command").Value("dedup");
  WriteStrings("inputs", settings.input_paths, &json);
  WriteStrings("against", settings.against_paths, &json);
  WriteParameters(settings, &json);
  WriteReading(settings.read, &json);
  if (settings.remove.near) {
    WritePromisedRecall(settings, counts, result.recall, &json);
  } else {
    json.Key("promised_recall").Null();  // exact copies are found by their words, all of them
  }
  WriteCounts(counts, &json);
  WriteSkipped(counts.read, &json);
  WriteStrings("warnings", result.warnings, &json);
  WriteBytes(counts.read, &json);
  WriteSeconds(result.seconds, &json);
  WriteMachine(settings.sketch, &json);
  json.EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
