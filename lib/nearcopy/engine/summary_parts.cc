#include "nearcopy/engine/summary_parts.h"

#include <fstream>

#include "nearcopy/io/escape.h"
#include "nearcopy/io/utf8.h"

namespace nearcopy {

std::string Typed(const std::string& text) {
  std::string out;
  AppendReplacingInvalidUtf8(text, &out);
  return out;
}

void WriteStrings(const char* key, const std::vector<std::string>& strings, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& text : strings) json->Value(Typed(text));
  json->EndArray();
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

void WriteSkipped(const ReadCounts& counts, JsonWriter* json) {
  json->Key("skipped").BeginObject();
  for (size_t reason = 0; reason < counts.skipped.size(); ++reason) {
    if (counts.skipped[reason] == 0) continue;
    json->Key(Name(static_cast<BadReason>(reason))).Value(counts.skipped[reason]);
  }
  json->EndObject();
  WriteStrings("damaged", counts.damaged, json);
}

void WriteCopies(const CopySettings& s, JsonWriter* json) {
  json->Key("threshold").Value(s.threshold).Key("containment");
  s.containment ? json->Value(*s.containment) : json->Null();
  json->Key("recall").Value(s.recall);
  json->Key("shingle").Value(Describe(s.sketch.shingling));
  json->Key("min_words").Value(s.sketch.shingling.least_words());
  json->Key("sketch").Value(Name(s.sketch.shape.kind));
  json->Key("slots").Value(s.sketch.shape.slots).Key("seed").Value(s.sketch.shingling.seed);
  json->Key("keep").Value(Typed(Describe(s.keep)));
}

void WriteComparing(const CopySettings& s, JsonWriter* json) {
  json->Key("within_seconds");
  s.within_seconds ? json->Value(*s.within_seconds) : json->Null();
  json->Key("across").ValueOrNull(Typed(s.across));
  json->Key("block_by").ValueOrNull(Typed(s.block_by));
  json->Key("ignore_boilerplate").Value(s.ignore_boilerplate.has_value());
}

void WriteReadCounts(const ReadCounts& c, JsonWriter* json) {
  json->Key("documents").Value(c.documents).Key("empty").Value(c.empty);
  json->Key("too_short").Value(c.too_short).Key("bad_time").Value(c.bad_time);
  json->Key("replaced_utf8").Value(c.replaced).Key("left_out").Value(c.left_out);
}

void WriteSearchCounts(const SearchCounts& c, JsonWriter* json) {
  json->Key("candidates").Value(c.candidates);
  json->Key("contained_candidates").Value(c.contained_candidates);
  json->Key("verified").Value(c.verified).Key("capped_buckets").Value(c.capped_buckets);
  json->Key("capped_samples").Value(c.capped_samples);
}

void WritePromisedRecall(const CopySettings& settings, const SearchCounts& counts, double recall,
                         JsonWriter* json) {
  json->Key("promised_recall");
  counts.capped_buckets > 0 || settings.sketch.shape.kind == SketchKind::kSimHash
      ? json->Null()
      : json->SixDecimals(recall);
}

void WriteBytes(const ReadCounts& c, JsonWriter* json) {
  json->Key("bytes").BeginObject();
  json->Key("text").Value(c.text_bytes).Key("input").Value(c.input_bytes).EndObject();
}

void WriteSeconds(const StageSeconds& s, JsonWriter* json) {
  json->Key("seconds").BeginObject();
  json->Key("read").SixDecimals(s.read).Key("candidates").SixDecimals(s.candidates);
  json->Key("verify").SixDecimals(s.verify).Key("write").SixDecimals(s.write).EndObject();
}

void WriteMachine(const SketchSettings& s, JsonWriter* json) {
  json->Key("threads").Value(s.threads).Key("simd").Value(s.simd.name());
  json->Key("peak_memory").Value(PeakMemory());
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

}  // namespace nearcopy
