#include <string>

#include "nearcopy/engine/cluster_files.h"
#include "nearcopy/engine/summary_parts.h"
#include "nearcopy/io/json_writer.h"
#include "nearcopy/version.h"

namespace nearcopy {
namespace {

void WriteParameters(const ClusterSettings& s, JsonWriter* json) {
  json->Key("parameters").BeginObject();
  WriteCopies(s, json);
  json->Key("link").Value(s.anchors ? "anchor" : "components");
  WriteComparing(s, json);
  json->Key("pairs").Value(s.all_pairs ? "all" : "spanning");
  json->Key("max_pairs").Value(s.max_pairs);
  json->EndObject();
}

void WriteCounts(const ClusterCounts& c, JsonWriter* json) {
  json->Key("counts").BeginObject();
  WriteReadCounts(c.read, json);
  json->Key("exact").Value(c.exact).Key("near").Value(c.near).Key("chained").Value(c.chained);
  json->Key("contained").Value(c.contained).Key("clusters").Value(c.clusters);
  json->Key("kept").Value(c.kept).Key("removed").Value(c.removed);
  json->Key("pairs").Value(c.pairs).Key("pairs_listed").Value(c.pairs_listed);
  json->Key("contained_listed").Value(c.contained_listed);
  WriteSearchCounts(c, json);
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
  WritePromisedRecall(settings, result.counts, result.recall, &json);
  WriteCounts(result.counts, &json);
  WriteSkipped(result.counts.read, &json);
  json.Key("large_or_loose").BeginArray();
  for (uint32_t i : result.unlike) {
    json.Value(result.corpus->documents()[result.clusters[i].kept()].id);
  }
  json.EndArray();
  WriteStrings("warnings", result.warnings, &json);
  WriteBytes(result.counts.read, &json);
  WriteSeconds(result.seconds, &json);
  WriteMachine(settings.sketch, &json);
  json.EndObject();
  text.push_back('\n');
  return text;
}

}  // namespace nearcopy
