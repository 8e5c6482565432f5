#include <string>

#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

void WriteParameters(const ClusterSettings& s, JsonWriter* json) {
  json->Key("parameters").BeginObject();
  json->Key("threshold").Value(s.threshold).Key("recall").Value(s.recall);
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
  json->Key("ignore_boilerplate").Value(s.ignore_boilerplate.has_value());
  json->Key("pairs").Value(s.all_pairs ? "all" : "spanning");
  json->Key("max_pairs").Value(s.max_pairs);
  json->EndObject();
}

void WriteCounts(const ClusterCounts& c, JsonWriter* json) {
  json->Key("counts").BeginObject();
  json->Key("documents").Value(c.read.documents).Key("empty").Value(c.read.empty);
  json->Key("too_short").Value(c.read.too_short).Key("bad_time").Value(c.read.bad_time);
  json->Key("replaced_utf8").Value(c.read.replaced);
  json->Key("left_out").Value(c.read.left_out);
  json->Key("exact").Value(c.exact).Key("near").Value(c.near).Key("chained").Value(c.chained);
  json->Key("contained").Value(c.contained).Key("clusters").Value(c.clusters);
  json->Key("kept").Value(c.kept).Key("removed").Value(c.removed);
  json->Key("pairs").Value(c.pairs).Key("pairs_listed").Value(c.pairs_listed);
  json->Key("candidates").Value(c.candidates).Key("verified").Value(c.verified);
  json->Key("capped_buckets").Value(c.capped_buckets);
  json->EndObject();
}

}  // namespace

std::string ClusterSummaryJson(const ClusterSettings& settings, const ClusterResult& result) {
  std::string text;
  JsonWriter json(&text, true);
  json.BeginObject();
  json.Key("nearcopy").Value(kVersion).Key("command").Value("cluster");
  WriteStrings("inputs", settings.input_paths, &json);
  WriteParameters(settings, &json);
  WriteReading(settings.read, &json);
  // Nothing can be promised of buckets that are too large, nor of the bits of a SimHash.
  json.Key("promised_recall");
  result.counts.capped_buckets > 0 || settings.sketch.shape.kind == SketchKind::kSimHash
      ? json.Null()
      : json.SixDecimals(result.recall);
  WriteCounts(result.counts, &json);
  WriteSkipped(result.counts.read, &json);
  json.Key("large_or_loose").BeginArray();
  for (uint32_t i : result.unlike) {
    json.Value(result.corpus->documents()[result.clusters[i].kept()].id);
  }
  json.EndArray();
  WriteStrings("warnings", result.warnings, &json);
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
