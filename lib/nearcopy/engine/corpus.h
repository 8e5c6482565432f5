#ifndef NEARCOPY_ENGINE_CORPUS_H_
#define NEARCOPY_ENGINE_CORPUS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "nearcopy/cluster/documents.h"
#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/sketch_store.h"
#include "nearcopy/engine/string_pool.h"
#include "nearcopy/engine/text_store.h"

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

// What is kept of a group of exact copies: of the one that was read first.
struct CorpusGroup {
  Fingerprint fingerprint;
  TextPlace text;
  uint32_t shingles = 0;  // duplicates included
  uint32_t block = 0;     // number of the value of --block-by
};

// The documents of a run. Exact copies (of one block, where that counts) share a group, which has
// one sketch and one text. Documents and groups are numbered in the order of reading until
// SortByKeep.
class Corpus {
 public:
  Corpus(const SketchShape& shape, bool with_blocks, uint64_t sketch_bytes, std::string tmp)
      : sketches_(std::make_unique<SketchStore>(shape, sketch_bytes, std::move(tmp))),
        with_blocks_(with_blocks),
        by_content_(0, Hash{&groups_}, Equal{&groups_}) {}
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;

  // `id` must outlive the corpus. Errors are those of SketchStore, and final.
  absl::Status Add(const SketchedBatch& batch, size_t i, std::string_view id);

  // Renumbers documents in keep order, and groups by their first document.
  absl::Status SortByKeep(const KeepRule& rule);

  const std::vector<CorpusDocument>& documents() const { return documents_; }
  std::string_view feed(const CorpusDocument& d) const { return feeds_[d.feed]; }
  // What the clusters are made from, after SortByKeep; times and values of --across if asked for.
  ClusterDocuments ForClusters(bool with_times) const;

  const std::vector<CorpusGroup>& groups() const { return groups_; }
  bool with_blocks() const { return with_blocks_; }
  const SketchStore& sketches() const { return *sketches_; }
  void DropSketches() { sketches_.reset(); }
  // After SortByKeep: of each group, the position of its sketch, which is also its place among all
  // groups in the order of reading.
  std::span<const uint32_t> positions() const { return positions_; }

 private:
  struct Hash {
    const std::vector<CorpusGroup>* groups;
    size_t operator()(uint32_t g) const { return (*groups)[g].fingerprint.low; }
  };
  struct Equal {
    const std::vector<CorpusGroup>* groups;
    bool operator()(uint32_t a, uint32_t b) const {
      const CorpusGroup &x = (*groups)[a], &y = (*groups)[b];
      return x.fingerprint == y.fingerprint && x.block == y.block;
    }
  };
  using ByContent = absl::flat_hash_set<uint32_t, Hash, Equal>;
  absl::StatusOr<uint32_t> GroupOf(const SketchedBatch& batch, size_t i);

  std::vector<CorpusDocument> documents_;
  std::vector<CorpusGroup> groups_;
  StringNumbers feeds_, across_, block_values_;
  std::unique_ptr<SketchStore> sketches_;
  bool with_blocks_;
  std::vector<uint32_t> positions_;
  ByContent by_content_;  // groups
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CORPUS_H_
