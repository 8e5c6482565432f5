#include "nearcopy/engine/cluster_files.h"

#include <algorithm>
#include <chrono>

#include "nearcopy/cluster/sort_by_id.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/io/json_writer.h"

namespace nearcopy {
namespace {

void WriteTime(int64_t seconds, JsonWriter* json) {
  if (seconds == kUnknownTime) {
    json->Null();
  } else {
    json->Value(FormatTime(seconds));
  }
}

void WriteFeeds(const Corpus& corpus, const Cluster& cluster, JsonWriter* json) {
  std::vector<std::string_view> feeds;
  for (const ClusterMember& m : cluster.members) {
    const std::string_view feed = corpus.feed(corpus.documents()[m.document]);
    if (!feed.empty()) feeds.push_back(feed);
  }
  std::sort(feeds.begin(), feeds.end());
  feeds.erase(std::unique(feeds.begin(), feeds.end()), feeds.end());
  json->Key("feeds").BeginArray();
  for (std::string_view feed : feeds) json->Value(feed);
  json->EndArray();
}

void WriteSpan(const Corpus& corpus, const Cluster& cluster, JsonWriter* json) {
  int64_t first = kUnknownTime, last = kUnknownTime;
  for (const ClusterMember& m : cluster.members) {
    const int64_t t = corpus.documents()[m.document].published;
    if (t == kUnknownTime) continue;
    first = std::min(first, t);
    last = last == kUnknownTime ? t : std::max(last, t);
  }
  WriteTime(first, &json->Key("first"));
  WriteTime(last, &json->Key("last"));
}

// A line may be larger than memory should be: parts of it go out as they are made. `json` writes
// into `part`, which is empty before and after.
void WriteCluster(const Corpus& corpus, const Cluster& cluster, JsonWriter* json, std::string* part,
                  OutputFile* out) {
  constexpr size_t kPart = 1 << 16;
  const auto& documents = corpus.documents();
  const std::string_view kept = documents[cluster.kept()].id;
  json->BeginObject();
  json->Key("cluster").Value(kept).Key("size").Value(cluster.members.size());
  json->Key("kept").Value(kept).Key("cohesion").SixDecimals(cluster.cohesion);
  WriteFeeds(corpus, cluster, json);
  WriteSpan(corpus, cluster, json);
  json->Key("members").BeginArray();
  for (const ClusterMember& m : cluster.members) {
    const CorpusDocument& d = documents[m.document];
    json->BeginObject().Key("id").Value(d.id).Key("feed").ValueOrNull(corpus.feed(d));
    WriteTime(d.published, &json->Key("published"));
    json->Key("similarity").SixDecimals(m.similarity).Key("relation").Value(Name(m.relation));
    json->Key("via").ValueOrNull(m.via == kAbsent ? std::string_view() : documents[m.via].id);
    json->EndObject();
    if (part->size() < kPart) continue;
    out->Append(*part);
    part->clear();
  }
  json->EndArray().EndObject();
  part->push_back('\n');
  out->Append(*part);
  part->clear();
}

void WriteMembers(const Corpus& corpus, const Cluster& cluster, OutputFile* out) {
  const auto& documents = corpus.documents();
  std::string line, kept = "\t";
  AppendTsvField(documents[cluster.kept()].id, &kept);
  kept.push_back('\t');
  for (const ClusterMember& m : cluster.members) {
    line.clear();
    AppendTsvField(documents[m.document].id, &line);
    line.append(kept);
    AppendSimilarity(m.similarity, &line);
    line.append("\t").append(Name(m.relation)).append("\n");
    out->Append(line);
  }
}

// The pairs by their ids, the smaller id of each first.
void WritePairs(const Corpus& corpus, const std::vector<Link>& links, OutputFile* out) {
  const auto& documents = corpus.documents();
  std::vector<uint32_t> place(documents.size(), kAbsent);  // among the documents of the links
  for (const Link& l : links) place[l.later] = place[l.earlier] = 0;
  std::vector<uint32_t> by_id;
  for (uint32_t d = 0; d < place.size(); ++d) {
    if (place[d] != kAbsent) by_id.push_back(d);
  }
  SortById(by_id, [&](uint32_t d) { return std::string_view(documents[d].id); });
  for (uint32_t i = 0; i < by_id.size(); ++i) place[by_id[i]] = i;
  struct Row {
    uint32_t a, b;
    const Link* link;
  };
  std::vector<Row> rows;
  rows.reserve(links.size());
  for (const Link& l : links) {
    const auto [a, b] = std::minmax(place[l.later], place[l.earlier]);
    rows.push_back({a, b, &l});
  }
  std::sort(rows.begin(), rows.end(),
            [](const Row& x, const Row& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  std::string line;
  for (const Row& row : rows) {
    line.clear();
    AppendTsvField(documents[by_id[row.a]].id, &line);
    line.push_back('\t');
    AppendTsvField(documents[by_id[row.b]].id, &line);
    line.push_back('\t');
    AppendSimilarity(row.link->similarity, &line);
    line.append(row.link->exact ? "\texact\n" : "\tnear\n");
    out->Append(line);
  }
}

// Pairs come in their order.
void WriteContained(const Corpus& corpus, const std::vector<ContainedPair>& pairs,
                    OutputFile* out) {
  const auto& documents = corpus.documents();
  std::string line;
  for (const ContainedPair& p : pairs) {
    line.clear();
    AppendTsvField(documents[p.inner].id, &line);
    line.push_back('\t');
    AppendTsvField(documents[p.outer].id, &line);
    line.push_back('\t');
    AppendSimilarity(p.containment, &line);
    line.push_back('\t');
    AppendSimilarity(p.similarity, &line);
    line.push_back('\n');
    out->Append(line);
  }
}

}  // namespace

absl::Status ClusterFiles::Open(const ClusterSettings& settings) {
  absl::Status status = files_.MakeFolder(settings.out);
  const auto create = [&](const std::string& path, bool mark, OutputFile** file) {
    if (!status.ok()) return;
    const auto made =
        mark ? files_.CreateMark(path, settings.force) : files_.Create(path, settings.force);
    if (made.ok()) *file = *made;
    status = made.status();
  };
  const std::string folder = settings.out + "/";
  create(folder + "summary.json", true, &summary_);
  create(folder + "clusters.jsonl", false, &clusters_);
  create(folder + "members.tsv", false, &members_);
  create(folder + "pairs.tsv", false, &pairs_);
  create(folder + "contained.tsv", false, &contained_);
  if (!settings.read.rejected.empty()) create(settings.read.rejected, false, &rejected_);
  return status;
}

absl::Status ClusterFiles::Write(const ClusterSettings& settings, ClusterResult* result) {
  const auto start = std::chrono::steady_clock::now();
  std::string part;
  JsonWriter json(&part);
  for (const Cluster& cluster : result->clusters) {
    WriteCluster(*result->corpus, cluster, &json, &part, clusters_);
    WriteMembers(*result->corpus, cluster, members_);
    if (!clusters_->status().ok()) return clusters_->status();
    if (!members_->status().ok()) return members_->status();
  }
  WritePairs(*result->corpus, result->links, pairs_);
  WriteContained(*result->corpus, result->contained, contained_);
  result->seconds.write =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  summary_->Append(ClusterSummaryJson(settings, *result));
  return files_.Commit();
}

}  // namespace nearcopy
