#include <fstream>
#include <string>

#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/io/utf8.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

// What the user typed is bytes; JSON is UTF-8.
std::string Typed(const std::string& text) {
  std::string out;
  AppendReplacingInvalidUtf8(text, &out);
  return out;
}

void WriteParameters(const ClusterSettings& s, JsonWriter* json) {
  json->Key("parameters").BeginObject();
  json->Key("threshold").Value(s.threshold).Key("containment");
  s.containment ? json->Value(*s.containment) : json->Null();
  json->Key("recall").Value(s.recall);
  json->Key("shingle").Value(Describe(s.sketch.shingling));
  json->Key("min_words").Value(s.sketch.shingling.least_words());
  json->Key("sketch").Value(nearcopy::Name(s.sketch.shape.kind));
  json->Key("slots").Value(s.sketch.shape.slots);
  json->Key("seed").Value(s.sketch.shingling.seed);
  json->Key("keep").Value(Typed(Describe(s.keep)));
  json->Key("link").Value(s.anchors ? "anchor" : "components");
  json->Key("within_seconds");
  s.within_seconds ? json->Value(*s.within_seconds) : json->Null();
  json->Key("across").ValueOrNull(Typed(s.across));
  json->Key("block_by").ValueOrNull(Typed(s.block_by));
  json->Key("pairs").Value(s.all_pairs ? "all" : "spanning");
  json->Key("max_pairs").Value(s.max_pairs);
  json->EndObject();
}

void WriteReading(const ReadSettings& s, JsonWriter* json) {
  json->Key("reading").BeginObject();
  json->Key("fields").BeginObject().Key("id").Value(Typed(s.fields.id));
  json->Key("text").BeginArray();
  for (const std::string& field : s.fields.text) json->Value(Typed(field));
  json->EndArray().Key("title").Value(Typed(s.fields.title));
  json->Key("feed").Value(Typed(s.fields.feed)).Key("url").Value(Typed(s.fields.url));
  json->Key("published").Value(Typed(s.fields.published));
  json->Key("lang").Value(Typed(s.fields.lang)).EndObject();
  json->Key("on_error").Value(s.skip_bad ? "skip" : "fail");
  json->Key("on_duplicate_id").Value(s.skip_duplicate_ids ? "skip" : "fail");
  json->Key("encoding_errors").Value(s.replace_invalid_utf8 ? "replace" : "fail");
  json->Key("strict_time").Value(s.strict_time);
  json->Key("now").ValueOrNull(s.now ? FormatTime(*s.now) : "");
  json->Key("max_record_bytes").Value(s.limits.max_record_bytes);
  json->Key("files").Value(s.inputs.files.size());
  json->Key("files_ignored").Value(s.inputs.ignored.size());
  json->EndObject();
}

void WriteCounts(const ClusterCounts& c, JsonWriter* json) {
  json->Key("counts").BeginObject();
  json->Key("documents").Value(c.read.documents).Key("empty").Value(c.read.empty);
  json->Key("too_short").Value(c.read.too_short).Key("bad_time").Value(c.read.bad_time);
  json->Key("replaced_utf8").Value(c.read.replaced);
  json->Key("exact").Value(c.exact).Key("near").Value(c.near).Key("chained").Value(c.chained);
  json->Key("contained").Value(c.contained).Key("clusters").Value(c.clusters);
  json->Key("kept").Value(c.kept).Key("removed").Value(c.removed);
  json->Key("pairs").Value(c.pairs).Key("pairs_listed").Value(c.pairs_listed);
  json->Key("contained_listed").Value(c.contained_listed);
  json->Key("candidates").Value(c.candidates);
  json->Key("contained_candidates").Value(c.contained_candidates);
  json->Key("verified").Value(c.verified).Key("capped_buckets").Value(c.capped_buckets);
  json->Key("capped_samples").Value(c.capped_samples);
  json->EndObject();
  json->Key("skipped").BeginObject();
  for (size_t reason = 0; reason < c.read.skipped.size(); ++reason) {
    if (c.read.skipped[reason] == 0) continue;
    json->Key(nearcopy::Name(static_cast<BadReason>(reason))).Value(c.read.skipped[reason]);
  }
  json->EndObject();
  json->Key("damaged").BeginArray();
  for (const std::string& place : c.read.damaged) json->Value(Typed(place));
  json->EndArray();
}

// Not from getrusage, which counts what the program that started this one had in memory.
uint64_t PeakMemory() {
  std::ifstream status("/proc/self/status");
  uint64_t kilobytes = 0;
  for (std::string name; status >> name; std::getline(status, name)) {
    if (name == "VmHWM:") status >> kilobytes;
  }
  return kilobytes * 1024;
}

}  // namespace

std::string ClusterSummaryJson(const ClusterSettings& settings, const ClusterResult& result) {
  std::string text;
  JsonWriter json(&text, true);
  json.BeginObject();
  json.Key("nearcopy").Value(kVersion).Key("command").Value("cluster");
  json.Key("inputs").BeginArray();
  for (const std::string& path : settings.input_paths) json.Value(Typed(path));
  json.EndArray();
  WriteParameters(settings, &json);
  WriteReading(settings.read, &json);
  // Nothing can be promised of buckets that are too large, nor of the bits of a SimHash.
  json.Key("promised_recall");
  result.counts.capped_buckets > 0 || settings.sketch.shape.kind == SketchKind::kSimHash
      ? json.Null()
      : json.SixDecimals(result.recall);
  WriteCounts(result.counts, &json);
  json.Key("large_or_loose").BeginArray();
  for (uint32_t i : result.unlike) {
    json.Value(result.corpus->documents()[result.clusters[i].kept()].id);
  }
  json.EndArray();
  json.Key("warnings").BeginArray();
  for (const std::string& warning : result.warnings) json.Value(Typed(warning));
  json.EndArray();
  json.Key("bytes").BeginObject();
  json.Key("text").Value(result.counts.read.text_bytes);
  json.Key("input").Value(result.counts.read.input_bytes);
  json.EndObject();
  json.Key("seconds").BeginObject();
  json.Key("read").SixDecimals(result.seconds.read);
  json.Key("candidates").SixDecimals(result.seconds.candidates);
  json.Key("verify").SixDecimals(result.seconds.verify);
  json.Key("write").SixDecimals(result.seconds.write);
  json.EndObject();
  json.Key("threads").Value(settings.sketch.threads);
  json.Key("simd").Value(settings.sketch.simd.name());
  json.Key("peak_memory").Value(PeakMemory());
  json.EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
