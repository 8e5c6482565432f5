#include "nearcopy/engine/dedup_job.h"
#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

void WriteParameters(const DedupSettings& s, JsonWriter* json) {
  json->Key("parameters").BeginObject();
  json->Key("threshold").Value(s.threshold).Key("containment");
  s.containment ? json->Value(*s.containment) : json->Null();
  json->Key("recall").Value(s.recall);
  WriteShingles(s.sketch, json);
  json->Key("keep").Value(Typed(Describe(s.keep)));
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
  json->Key("candidates").Value(c.candidates);
  json->Key("contained_candidates").Value(c.contained_candidates);
  json->Key("verified").Value(c.verified).Key("capped_buckets").Value(c.capped_buckets);
  json->Key("capped_samples").Value(c.capped_samples);
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
  json.Key("promised_recall");
  settings.remove.near&& counts.capped_buckets == 0 &&
          settings.sketch.shape.kind != SketchKind::kSimHash
      ? json.SixDecimals(result.recall)
      : json.Null();
  WriteCounts(counts, &json);
  WriteSkipped(counts.read, &json);
  WriteStrings("warnings", result.warnings, &json);
  json.Key("bytes").BeginObject();
  json.Key("text").Value(counts.read.text_bytes).Key("input").Value(counts.read.input_bytes);
  json.EndObject();
  json.Key("seconds").BeginObject();
  json.Key("read").SixDecimals(result.seconds.read);
  json.Key("candidates").SixDecimals(result.seconds.candidates);
  json.Key("verify").SixDecimals(result.seconds.verify);
  json.Key("write").SixDecimals(result.seconds.write);
  json.EndObject();
  WriteMachine(settings.sketch, &json);
  json.EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
