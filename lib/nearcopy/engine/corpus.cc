#include "nearcopy/engine/corpus.h"

#include <utility>

namespace nearcopy {
namespace {

// Documents have numbers of 32 bits, and so have places in a list of two for each link.
constexpr size_t kMostDocuments = size_t{1} << 31;

// Value i becomes what value order[i] was, in place: a copy could be the most of what is in memory.
template <typename T>
void Permute(std::vector<uint32_t> order, ChunkedArray<T>* values) {
  for (uint32_t start = 0; start < order.size(); ++start) {
    if (order[start] == start) continue;
    // Walks the cycle through `start`; what is done maps to itself.
    T held = std::move((*values)[start]);
    uint32_t at = start;
    while (order[at] != start) {
      const uint32_t from = std::exchange(order[at], at);
      (*values)[at] = std::move((*values)[from]);
      at = from;
    }
    (*values)[at] = std::move(held);
    order[at] = at;
  }
}

}  // namespace

absl::StatusOr<uint32_t> Corpus::GroupOf(const SketchedBatch& batch, size_t i) {
  const SketchedDocument& sketched = batch.sketched[i];
  if (sketched.too_short) return kAbsent;
  const auto next = static_cast<uint32_t>(groups_.size());
  groups_.push_back({sketched.fingerprint, batch.texts.places[i], sketched.shingles,
                     options_.blocks ? block_values_.Number(batch.read.documents[i].block) : 0});
  const auto [at, added] = by_content_.insert(next);
  if (!added) {
    groups_.pop_back();
    return *at;
  }
  const size_t words = sketches_->shape().words();
  const absl::Status kept = sketches_->Append(std::span(batch.sketches).subspan(i * words, words));
  if (!kept.ok()) return kept;
  if (options_.samples) {
    const absl::Status sampled =
        samples_->Append(batch.samples.SamplesOf(i), batch.samples.RunsOf(i));
    if (!sampled.ok()) return sampled;
  }
  return next;
}

absl::Status Corpus::Add(const SketchedBatch& batch, size_t i, DocumentId id) {
  if (documents_.size() == kMostDocuments) {
    return absl::ResourceExhaustedError("more documents than a run may have, which are 2^31");
  }
  const Document& d = batch.read.documents[i];
  const absl::StatusOr<uint32_t> group = GroupOf(batch, i);
  if (!group.ok()) return group.status();
  documents_.push_back({id, batch.published[i], feeds_.Number(d.feed), *group});
  if (options_.across) across_.push_back(across_values_.Number(d.across));
  if (options_.words) words_.push_back(batch.sketched[i].words);
  return absl::OkStatus();
}

absl::Status Corpus::SortByKeep(const KeepRule& rule, uint32_t ahead) {
  by_content_ = ByContent(0, Hash{&groups_}, Equal{&groups_});
  if (absl::Status finished = sketches_->Finish(); !finished.ok()) return finished;
  if (absl::Status finished = samples_->Finish(); !finished.ok()) return finished;
  {
    const auto fields = [&](uint32_t i) {
      const CorpusDocument& d = documents_[i];
      return KeepFields{d.id, feed(d), d.published, options_.words ? words_[i] : 0};
    };
    std::vector<uint32_t> order =
        KeepOrder(rule, documents_.size() - ahead, [&](uint32_t i) { return fields(ahead + i); });
    for (uint32_t& i : order) i += ahead;
    const std::vector<uint32_t> first = KeepOrder(rule, ahead, fields);
    order.insert(order.begin(), first.begin(), first.end());
    words_ = {};
    if (options_.across) Permute(order, &across_);
    Permute(order, &documents_);
  }
  std::vector<uint32_t> number(groups_.size(), kAbsent);
  positions_.reserve(groups_.size());
  for (size_t i = 0; i < documents_.size(); ++i) {
    CorpusDocument& d = documents_[i];
    if (d.group == kAbsent) continue;
    if (number[d.group] == kAbsent) {
      number[d.group] = static_cast<uint32_t>(positions_.size());
      positions_.push_back(d.group);
    }
    d.group = number[d.group];
  }
  Permute(positions_, &groups_);
  return absl::OkStatus();
}

ClusterDocuments Corpus::ForClusters(bool with_times) const {
  ClusterDocuments out;
  out.group.reserve(documents_.size());
  out.first.reserve(groups_.size());
  out.time.reserve(with_times ? documents_.size() : 0);
  out.across.reserve(across_.size());
  for (uint32_t i = 0; i < documents_.size(); ++i) {
    const CorpusDocument& d = documents_[i];
    out.group.push_back(d.group);
    if (with_times) out.time.push_back(d.published);
    if (options_.across) out.across.push_back(across_[i]);
    if (d.group == out.first.size()) out.first.push_back(i);
  }
  return out;
}

}  // namespace nearcopy
