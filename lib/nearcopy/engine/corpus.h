#ifndef NEARCOPY_ENGINE_CORPUS_H_
#define NEARCOPY_ENGINE_CORPUS_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/cluster/documents.h"
#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/string_pool.h"
#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// What is kept of a document.
struct CorpusDocument {
  std::string_view id;
  uint32_t feed = 0;  // numbers of Corpus::feeds and Corpus::across
  uint32_t across = 0;
  uint32_t group = kAbsent;
  uint32_t words = 0;
  int64_t published = kUnknownTime;
};

// The documents of a run. Exact copies (of one block, where that counts) share a group, which has
// one sketch and one text, of the copy that was read first. Documents and groups are numbered in
// the order of reading until SortByKeep.
class Corpus {
 public:
  Corpus(const SketchShape& shape, bool with_blocks)
      : sketches_(shape), with_blocks_(with_blocks) {}

  void Add(const SketchedBatch& batch, size_t i);

  // Renumbers documents in keep order, and groups by their first document.
  void SortByKeep(const KeepRule& rule);

  const std::vector<CorpusDocument>& documents() const { return documents_; }
  std::string_view feed(const CorpusDocument& d) const { return feeds_[d.feed]; }
  // What the clusters are made from, after SortByKeep.
  ClusterDocuments ForClusters() const;

  // By group.
  size_t groups() const { return texts_.size(); }
  const SketchTable& sketches() const { return sketches_; }
  std::string_view text(uint32_t group) const { return texts_[group]; }
  std::span<const uint32_t> shingles() const { return shingles_; }
  std::span<const uint64_t> anchor_order() const { return anchor_order_; }
  std::span<const uint32_t> blocks() const { return blocks_; }

 private:
  uint32_t GroupOf(const SketchedBatch& batch, size_t i);

  std::vector<CorpusDocument> documents_;
  StringPool ids_, text_pool_;
  StringNumbers feeds_, across_, block_values_;
  SketchTable sketches_;
  bool with_blocks_;
  absl::flat_hash_map<std::pair<std::pair<uint64_t, uint64_t>, uint32_t>, uint32_t> by_content_;
  std::vector<std::string_view> texts_;
  std::vector<uint32_t> shingles_;
  std::vector<uint64_t> anchor_order_;
  std::vector<uint32_t> blocks_;  // empty without --block-by
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CORPUS_H_
