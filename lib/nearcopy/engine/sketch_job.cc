#include "nearcopy/engine/sketch_job.h"

#include <bit>

#include "nearcopy/io/json_writer.h"
#include "nearcopy/io/output.h"
#include "nearcopy/shingle/hash.h"

namespace nearcopy {
namespace {

void AppendHex(std::span<const uint8_t> bytes, std::string* out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (uint8_t b : bytes) {
    out->push_back(kHex[b >> 4]);
    out->push_back(kHex[b & 15]);
  }
}

// Slots in their order, each with its highest digit first; SimHash from its highest bit.
std::string SketchHex(const SketchShape& shape, std::span<const uint64_t> sketch) {
  std::vector<uint8_t> bytes;
  if (shape.kind == SketchKind::kSimHash) {
    for (size_t i = sketch.size(); i-- > 0;) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<uint8_t>(sketch[i] >> shift));
      }
    }
  } else {
    for (size_t i = 0; i < static_cast<size_t>(shape.slots); ++i) {
      const uint16_t slot = Slot(sketch, i);
      bytes.push_back(static_cast<uint8_t>(slot >> 8));
      bytes.push_back(static_cast<uint8_t>(slot));
    }
  }
  std::string hex;
  AppendHex(bytes, &hex);
  return hex;
}

std::string Header(const SketchSettings& s) {
  std::string line;
  JsonWriter json(&line);
  json.BeginObject()
      .Key("nearcopy_sketch")
      .Value(kHashVersion)
      .Key("kind")
      .Value(Name(s.shape.kind));
  json.Key("slots").Value(s.shape.slots).Key("shingle").Value(Describe(s.shingling));
  json.Key("min_words").Value(s.shingling.least_words()).Key("seed").Value(s.shingling.seed);
  json.EndObject();
  return line + "\n";
}

}  // namespace

absl::StatusOr<ReadCounts> RunSketch(const ReadSettings& read, const SketchSettings& sketch,
                                     const std::string& out, bool force, Progress* progress) {
  OutputSet files(read.inputs);
  const absl::StatusOr<OutputFile*> file = files.Create(out, force);
  if (!file.ok()) return file.status();
  OutputFile* rejected = nullptr;
  if (!read.rejected.empty()) {
    const absl::StatusOr<OutputFile*> created = files.Create(read.rejected, force);
    if (!created.ok()) return created.status();
    rejected = *created;
  }
  (*file)->Append(Header(sketch));
  ReadCounts counts;
  const size_t words = sketch.shape.words();
  std::string line;
  DocumentIds ids;
  const ReadTargets targets{
      .ids = &ids, .rejected = rejected, .progress = progress, .counts = &counts};
  const absl::Status done =
      ReadDocuments(read, sketch, targets, nullptr, [&](const SketchedBatch& batch, size_t i) {
        line.clear();
        JsonWriter json(&line);
        json.BeginObject().Key("id").Value(batch.read.documents[i].id);
        json.Key("words").Value(batch.sketched[i].words).Key("sketch");
        if (batch.sketched[i].too_short) {
          json.Null();
        } else {
          json.Value(SketchHex(sketch.shape, std::span(batch.sketches).subspan(i * words, words)));
        }
        json.EndObject();
        line.push_back('\n');
        (*file)->Append(line);
        return (*file)->status();
      });
  if (!done.ok()) return done;
  if (absl::Status committed = files.Commit(); !committed.ok()) return committed;
  return counts;
}

}  // namespace nearcopy
