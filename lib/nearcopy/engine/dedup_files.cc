#include "nearcopy/engine/dedup_files.h"

#include "nearcopy/io/json_writer.h"

namespace nearcopy {
namespace {

Inputs AllInputs(const DedupSettings& settings) {
  Inputs all = settings.read.inputs;
  if (settings.against) {
    const auto& more = settings.against->files;
    all.files.insert(all.files.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace

std::string_view RelationOf(const Link& link) {
  return link.exact ? "exact" : link.contained ? "contained" : "near";
}

DedupFiles::DedupFiles(const DedupSettings& settings) : files_(AllInputs(settings)) {}

absl::Status DedupFiles::Open(const DedupSettings& settings) {
  absl::Status status;
  const auto create = [&](const std::string& path, bool mark, OutputFile** file) {
    if (!status.ok() || path.empty()) return;
    const auto made =
        mark ? files_.CreateMark(path, settings.force) : files_.Create(path, settings.force);
    if (made.ok()) *file = *made;
    status = made.status();
  };
  create(settings.kept, true, &kept_);
  create(settings.removed, false, &removed_);
  create(settings.reasons, false, &reasons_);
  create(settings.read.rejected, false, &rejected_);
  return status;
}

void DedupFiles::Explain(const Corpus& corpus, const Removal& removal) {
  if (reasons_ == nullptr) return;
  const Link& link = removal.link;
  line_.clear();
  JsonWriter json(&line_);
  json.BeginObject().Key("id").Value(corpus.documents()[link.later].id);
  json.Key("of").Value(corpus.documents()[link.earlier].id);
  json.Key("similarity").SixDecimals(link.similarity);
  json.Key("containment").SixDecimals(removal.containment);
  json.Key("relation").Value(RelationOf(link)).EndObject();
  line_.push_back('\n');
  reasons_->Append(line_);
}

}  // namespace nearcopy
