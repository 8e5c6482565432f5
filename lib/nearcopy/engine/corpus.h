#ifndef NEARCOPY_ENGINE_CORPUS_H_
#define NEARCOPY_ENGINE_CORPUS_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/cluster/documents.h"
#include "nearcopy/engine/chunked_array.h"
#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/sample_store.h"
#include "nearcopy/engine/sketch_store.h"
#include "nearcopy/engine/string_pool.h"
#include "nearcopy/engine/text_store.h"

namespace nearcopy {

// What is kept of a document; 24 bytes, of as many as there are.
struct CorpusDocument {
  DocumentId id;
  int64_t published;
  uint32_t feed;   // number of Corpus::feed
  uint32_t group;  // kAbsent: a copy of nothing
};
static_assert(sizeof(CorpusDocument) == 24);

// What is kept of a group of exact copies: of the one that was read first.
struct CorpusGroup {
  Fingerprint fingerprint;
  TextPlace text;
  uint32_t shingles;  // duplicates included
  uint32_t block;     // number of the value of --block-by
};

// What a corpus is to keep beside.
struct CorpusOptions {
  bool across = false;  // the values of --across
  bool blocks = false;  // those of --block-by
  bool words = false;   // how many each document has, for KeepRule::Kind::kLongest
  // The samples of batches, which were asked for; and of these, how many bytes in memory.
  bool samples = false;
  uint64_t sample_bytes = std::numeric_limits<uint64_t>::max();
  uint64_t sketch_bytes = std::numeric_limits<uint64_t>::max();  // in memory; others in a file
  std::string tmp = "/tmp";                                      // folder of these files
};

// The documents of a run. Exact copies (of one block, where that counts) share a group, which has
// one sketch and one text. Documents and groups are numbered in the order of reading until
// SortByKeep. One thread at a time while it changes.
class Corpus {
 public:
  Corpus(const SketchShape& shape, const CorpusOptions& options)
      : options_(options),
        sketches_(std::make_unique<SketchStore>(shape, options.sketch_bytes, options.tmp)),
        samples_(std::make_unique<SampleStore>(options.sample_bytes, options.tmp)),
        by_content_(0, Hash{&groups_}, Equal{&groups_}) {}
  Corpus(const Corpus&) = delete;
  Corpus& operator=(const Corpus&) = delete;

  // `id` must outlive the corpus. Errors are those of SketchStore, and that there are
  // too many documents.
  absl::Status Add(const SketchedBatch& batch, size_t i, DocumentId id);

  // After the last Add: renumbers documents in keep order, and groups by their first document. The
  // first `ahead` documents that were read come before all others.
  absl::Status SortByKeep(const KeepRule& rule, uint32_t ahead = 0);

  const ChunkedArray<CorpusDocument>& documents() const { return documents_; }
  std::string_view feed(const CorpusDocument& d) const { return feeds_[d.feed]; }
  // What the clusters are made from, after SortByKeep; times only where they are asked for.
  ClusterDocuments ForClusters(bool with_times) const;

  const ChunkedArray<CorpusGroup>& groups() const { return groups_; }
  bool with_blocks() const { return options_.blocks; }
  // After SortByKeep, until they are dropped because nobody needs them any more.
  const SketchSource& sketches() const { return *sketches_; }
  void DropSketches() { sketches_.reset(); }
  // Of each group, by the same positions; where they are kept.
  const SampleStore& samples() const { return *samples_; }
  void DropSamples() { samples_.reset(); }
  // After SortByKeep: of each group, the position of its sketch, which is also its place among all
  // groups in the order of reading.
  std::span<const uint32_t> positions() const { return positions_; }

 private:
  struct Hash {
    const ChunkedArray<CorpusGroup>* groups;
    size_t operator()(uint32_t g) const {
      // One text may stand in very many blocks.
      return (*groups)[g].fingerprint.low ^ (*groups)[g].block * 0x9e3779b97f4a7c15;
    }
  };
  struct Equal {
    const ChunkedArray<CorpusGroup>* groups;
    bool operator()(uint32_t a, uint32_t b) const {
      const CorpusGroup &x = (*groups)[a], &y = (*groups)[b];
      return x.fingerprint == y.fingerprint && x.block == y.block;
    }
  };
  using ByContent = absl::flat_hash_set<uint32_t, Hash, Equal>;
  absl::StatusOr<uint32_t> GroupOf(const SketchedBatch& batch, size_t i);

  const CorpusOptions options_;
  ChunkedArray<CorpusDocument> documents_;
  ChunkedArray<uint32_t> across_, words_;  // of each document, or empty
  ChunkedArray<CorpusGroup> groups_;
  StringNumbers feeds_, across_values_, block_values_;
  std::unique_ptr<SketchStore> sketches_;
  std::unique_ptr<SampleStore> samples_;
  std::vector<uint32_t> positions_;
  ByContent by_content_;  // groups
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_CORPUS_H_
