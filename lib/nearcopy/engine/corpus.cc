#include "nearcopy/engine/corpus.h"

#include <utility>

namespace nearcopy {
namespace {

template <typename T>
std::vector<T> Permuted(const std::vector<T>& values, std::span<const uint32_t> order) {
  std::vector<T> out;
  out.reserve(order.size());
  for (uint32_t i : order) out.push_back(values[i]);
  return out;
}

}  // namespace

uint32_t Corpus::GroupOf(const SketchedBatch& batch, size_t i) {
  if (batch.too_short[i]) return kAbsent;
  const Document& d = batch.read.documents[i];
  const uint32_t block = with_blocks_ ? block_values_.Number(d.block) : 0;
  const Fingerprint& f = batch.fingerprints[i];
  const auto next = static_cast<uint32_t>(texts_.size());
  const auto [at, added] = by_content_.emplace(std::pair(std::pair(f.low, f.high), block), next);
  if (!added) return at->second;
  const size_t words = sketches_.shape().words();
  sketches_.Append(std::span(batch.sketches).subspan(i * words, words));
  texts_.push_back(text_pool_.Add(d.text));
  shingles_.push_back(batch.shingles[i]);
  anchor_order_.push_back(f.low);
  if (with_blocks_) blocks_.push_back(block);
  return next;
}

void Corpus::Add(const SketchedBatch& batch, size_t i) {
  const Document& d = batch.read.documents[i];
  documents_.push_back({ids_.Add(d.id), feeds_.Number(d.feed), across_.Number(d.across),
                        GroupOf(batch, i), batch.words[i], batch.published[i]});
}

void Corpus::SortByKeep(const KeepRule& rule) {
  by_content_.clear();
  std::vector<KeepFields> fields;
  fields.reserve(documents_.size());
  for (const CorpusDocument& d : documents_) {
    fields.push_back({d.id, feed(d), d.published, d.words});
  }
  documents_ = Permuted(documents_, KeepOrder(rule, fields));
  std::vector<uint32_t> number(groups(), kAbsent), order;
  for (CorpusDocument& d : documents_) {
    if (d.group == kAbsent) continue;
    if (number[d.group] == kAbsent) {
      number[d.group] = static_cast<uint32_t>(order.size());
      order.push_back(d.group);
    }
    d.group = number[d.group];
  }
  texts_ = Permuted(texts_, order);
  shingles_ = Permuted(shingles_, order);
  anchor_order_ = Permuted(anchor_order_, order);
  if (with_blocks_) blocks_ = Permuted(blocks_, order);
  sketches_.Permute(order);
}

ClusterDocuments Corpus::ForClusters() const {
  ClusterDocuments out;
  for (uint32_t i = 0; i < documents_.size(); ++i) {
    const CorpusDocument& d = documents_[i];
    out.group.push_back(d.group);
    out.time.push_back(d.published);
    out.across.push_back(d.across);
    if (d.group == out.first.size()) out.first.push_back(i);
  }
  return out;
}

}  // namespace nearcopy
