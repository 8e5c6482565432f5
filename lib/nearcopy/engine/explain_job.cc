#include "nearcopy/engine/explain_job.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nearcopy/engine/strip.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/io/json_writer.h"

namespace nearcopy {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

FoundDocument Copy(const Document& d, const std::vector<Input>& inputs) {
  const auto copy = [](std::string_view view) { return std::string(view); };
  return {copy(d.id),    inputs[d.place.input].path, copy(d.feed),
          copy(d.title), copy(d.published),          copy(d.text)};
}

// Remembers the id that is most like another one, of those that are like it at all.
class LikeliestId {
 public:
  explicit LikeliestId(std::string_view wanted)
      : wanted_(wanted), edits_(std::min(kMostEdits, wanted.size() / 3) + 1) {}

  void Meet(std::string_view id) {
    if (wanted_.size() > kLongest || id.size() > kLongest || edits_ <= 1) return;
    const size_t longer = std::max(id.size(), wanted_.size());
    if (longer - std::min(id.size(), wanted_.size()) >= edits_) return;
    const size_t edits = Edits(id);
    if (edits >= edits_) return;
    edits_ = edits;
    likeliest_ = id;
  }

  std::string Hint() const {
    return likeliest_.empty() ? "" : absl::StrCat("; did you mean ", Quoted(likeliest_), "?");
  }

 private:
  static constexpr size_t kMostEdits = 3;  // of bytes; also fewer than every third
  static constexpr size_t kLongest = 200;  // bytes of an id that is compared

  // Edit distance (Levenshtein, 1966), a row at a time, until it cannot get small.
  size_t Edits(std::string_view id) {
    row_.resize(id.size() + 1);
    std::iota(row_.begin(), row_.end(), size_t{0});
    for (size_t i = 0; i < wanted_.size(); ++i) {
      size_t diagonal = std::exchange(row_[0], i + 1);
      size_t least = row_[0];
      for (size_t j = 0; j < id.size(); ++j) {
        const size_t changed = diagonal + (wanted_[i] != id[j]);
        diagonal = row_[j + 1];
        row_[j + 1] = std::min({row_[j] + 1, row_[j + 1] + 1, changed});
        least = std::min(least, row_[j + 1]);
      }
      if (least >= edits_) return least;
    }
    return row_.back();
  }

  const std::string wanted_;
  std::string likeliest_;
  size_t edits_;  // one like it has fewer
  std::vector<size_t> row_;
};

// Reads records one at a time until `take` has what it wants, which is no error.
absl::Status ReadUntil(const ReadSettings& read, int threads, Simd simd, Progress* progress,
                       ReadCounts* counts,
                       const std::function<absl::StatusOr<bool>(const Document&)>& take) {
  DocumentIds ids;
  bool enough = false;
  const absl::Status status = ReadRecords<ReadBatch>(
      read, threads, simd, {.ids = &ids, .progress = progress, .counts = counts},
      [](int, ReadBatch*) {}, [](ReadBatch*) { return absl::OkStatus(); },
      [&](const ReadBatch& batch, size_t i) {
        const absl::StatusOr<bool> done = take(batch.read.documents[i]);
        if (!done.ok()) return done.status();
        enough = *done;
        return enough ? absl::CancelledError("") : absl::OkStatus();
      });
  if (!enough) return status;
  counts->empty_inputs = 0;  // what was not read may have records
  return absl::OkStatus();
}

void Write(const FoundDocument& document, const ExplainedText& text, uint32_t shingles,
           JsonWriter* json) {
  json->BeginObject().Key("id").Value(document.id).Key("path").Value(document.path);
  json->Key("feed").ValueOrNull(document.feed).Key("title").ValueOrNull(document.title);
  json->Key("published").ValueOrNull(document.published);
  json->Key("bytes").Value(document.text.size()).Key("words").Value(text.words);
  json->Key("shingles").Value(shingles).Key("too_short").Value(text.too_short).EndObject();
}

void Write(const SketchFigures& f, const ExplainSettings& s, double similarity, JsonWriter* json) {
  const bool simhash = s.shape.kind == SketchKind::kSimHash;
  json->BeginObject().Key("estimate").SixDecimals(f.estimate);
  json->Key("error").SixDecimals(f.estimate - similarity);
  if (simhash) {
    json->Key("different_bits").Value(f.agreement).Key("searched_bits").Value(f.bound);
  } else {
    json->Key("standard_error").SixDecimals(f.standard_error);
    json->Key("equal_slots").Value(f.agreement).Key("needed_slots").Value(f.bound);
    json->Key("equal_bands").Value(f.shared_bands).Key("bands").Value(f.bands);
    json->Key("rows").Value(f.rows);
  }
  json->Key("candidate").Value(f.candidate).Key("chance").SixDecimals(f.chance).EndObject();
}

// Words [first, end) of a text as the bytes that show them; where there are none, an empty range
// before the next word.
void WriteWords(const std::vector<WordPart>& parts, uint32_t first, uint32_t end,
                const std::string& text, JsonWriter* json) {
  const uint64_t begin = first < parts.size() ? parts[first].begin : text.size();
  json->BeginObject().Key("begin").Value(begin);
  json->Key("end").Value(first < end ? uint64_t{parts[end - 1].end} : begin);
  json->Key("words").Value(end - first).EndObject();
}

// What is equal and what is not, by turns.
void WriteDifference(const Explanation& e, const DocumentPair& documents, JsonWriter* json) {
  json->BeginArray();
  const auto write = [&](std::string_view kind, CommonRun from, CommonRun to) {
    json->BeginObject().Key("kind").Value(kind).Key("a");
    WriteWords(e.a.parts, from.a, to.a, documents[0].text, json);
    json->Key("b");
    WriteWords(e.b.parts, from.b, to.b, documents[1].text, json);
    json->EndObject();
  };
  CommonRun at{0, 0, 0};
  const auto change_up_to = [&](CommonRun to) {
    const bool removed = to.a > at.a, added = to.b > at.b;
    if (removed || added) write(!added ? "removed" : !removed ? "added" : "changed", at, to);
  };
  for (const CommonRun& run : e.alignment) {
    change_up_to(run);
    at = {run.a + run.length, run.b + run.length, 0};
    write("equal", run, at);
  }
  change_up_to({e.a.words, e.b.words, 0});
  json->EndArray();
}

}  // namespace

absl::StatusOr<DocumentPair> FindDocuments(const ReadSettings& read,
                                           const std::array<std::string, 2>& ids, int threads,
                                           Simd simd, Progress* progress, ReadCounts* counts) {
  DocumentPair found;
  std::array<bool, 2> is_found{};
  std::array<LikeliestId, 2> likeliest = {LikeliestId(ids[0]), LikeliestId(ids[1])};
  const absl::Status status =
      ReadUntil(read, threads, simd, progress, counts, [&](const Document& d) {
        for (size_t i = 0; i < ids.size(); ++i) {
          if (is_found[i]) continue;
          is_found[i] = d.id == ids[i];
          if (is_found[i]) {
            found[i] = Copy(d, read.inputs.files);
          } else {
            likeliest[i].Meet(d.id);
          }
        }
        return is_found[0] && is_found[1];
      });
  if (!status.ok()) return status;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (is_found[i]) continue;
    return absl::NotFoundError(absl::StrCat("none of ", FormatCount(counts->documents),
                                            " documents has the id ", Quoted(ids[i]),
                                            likeliest[i].Hint()));
  }
  return found;
}

absl::StatusOr<FoundDocument> ReadOnlyDocument(const ReadSettings& read, Simd simd,
                                               Progress* progress, ReadCounts* counts) {
  FoundDocument found;
  bool is_found = false;
  const std::string path = read.inputs.files.empty() ? "" : read.inputs.files[0].path;
  const absl::Status status =
      ReadUntil(read, 1, simd, progress, counts, [&](const Document& d) -> absl::StatusOr<bool> {
        if (is_found) {
          return absl::InvalidArgumentError(absl::StrCat(
              path, ": holds more than one document; --ids A B says which two of them"));
        }
        found = Copy(d, read.inputs.files);
        is_found = true;
        return false;
      });
  if (!status.ok()) return status;
  if (!is_found) return absl::NotFoundError(absl::StrCat(path, ": holds no document"));
  return found;
}

std::string ExplanationJson(const ExplainSettings& s, const DocumentPair& documents,
                            const Explanation& e) {
  std::string out;
  JsonWriter json(&out, true);
  json.BeginObject().Key("verdict").Value(Name(e.verdict)).Key("reason").Value(e.reason);
  json.Key("similarity").SixDecimals(e.shared.similarity());
  json.Key("containment").BeginObject();
  json.Key("a_in_b").SixDecimals(e.shared.containment_of_a());
  json.Key("b_in_a").SixDecimals(e.shared.containment_of_b()).EndObject();
  json.Key("shared_shingles").Value(e.shared.both).Key("same_bytes").Value(e.same_bytes);
  json.Key("a");
  Write(documents[0], e.a, e.shared.a, &json);
  json.Key("b");
  Write(documents[1], e.b, e.shared.b, &json);
  json.Key("sketch");
  if (e.sketch) {
    Write(*e.sketch, s, e.shared.similarity(), &json);
  } else {
    json.Null();
  }
  json.Key("stretches").BeginArray();
  for (const MatchedStretch& stretch : e.stretches) {
    json.BeginObject().Key("words").Value(stretch.words.length);
    json.Key("moved").Value(stretch.moved).Key("a");
    WritePassage(stretch.a, &json);
    json.Key("b");
    WritePassage(stretch.b, &json);
    json.EndObject();
  }
  json.EndArray().Key("difference");
  WriteDifference(e, documents, &json);
  json.Key("parameters").BeginObject();
  json.Key("threshold").Value(s.threshold).Key("containment").Value(s.containment);
  json.Key("recall").Value(s.recall).Key("shingle").Value(Describe(s.shingling));
  json.Key("min_words").Value(s.shingling.least_words());
  json.Key("sketch").Value(Name(s.shape.kind)).Key("slots").Value(s.shape.slots);
  json.Key("seed").Value(s.shingling.seed).Key("repeat_words").Value(s.stretch_words).EndObject();
  json.EndObject();
  return out + "\n";
}

}  // namespace nearcopy
