#ifndef NEARCOPY_ENGINE_JOIN_CANDIDATES_H_
#define NEARCOPY_ENGINE_JOIN_CANDIDATES_H_

#include <atomic>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/cluster/anchors.h"
#include "nearcopy/cluster/join.h"
#include "nearcopy/engine/candidate_pairs.h"
#include "nearcopy/engine/corpus.h"
#include "nearcopy/engine/memory_plan.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/text_store.h"
#include "nearcopy/match/verify.h"

namespace nearcopy {

// Verifies the candidates of a corpus from its texts. Components of the graph of candidates have
// nothing to do with each other, so threads take whole ones side by side; those that are too large
// for one thread are taken piece by piece by all together. One caller at a time.
class CandidateJoiner {
 public:
  // The arguments must outlive it.
  CandidateJoiner(const CopySettings& settings, const MemoryPlan& plan, const Corpus& corpus,
                  const TextStore& texts);
  ~CandidateJoiner();

  // Joins components of exact and near pairs, without constraints (see ComponentJoiner). `done`
  // counts candidates.
  absl::StatusOr<Joined> JoinComponents(const ClusterDocuments& docs, CandidatePairs* candidates,
                                        std::atomic<uint64_t>* done);

  // Verifies what JoinToAnchors needs to know without constraints (see AnchorJoiner).
  absl::StatusOr<std::vector<GroupEdge>> JoinAnchors(const ClusterDocuments& docs,
                                                     const AnchorRule& rule,
                                                     CandidatePairs* candidates,
                                                     std::atomic<uint64_t>* done);

  // Verifies every candidate; edges are of near pairs.
  absl::StatusOr<std::vector<GroupEdge>> VerifyAll(CandidatePairs* candidates,
                                                   std::atomic<uint64_t>* done);

  // What either has found of contained candidates, by inner, then outer group: containment at
  // least *settings.containment, and similarity below settings.threshold. Once.
  std::vector<ContainedPair> TakeContained();

  // Of other pairs. After an error of a text, which status() then has, they are 0.
  const SimilaritiesOf& similarities() const;
  absl::Status status() const;

  uint64_t verified() const;

  // |A n B| / |A| of two groups whose similarity was computed, from that.
  double Containment(uint32_t of_a, uint32_t in_b, double similarity) const;

 private:
  struct Worker;
  template <typename Take>
  absl::Status ForPieces(CandidatePairs* candidates, std::atomic<uint64_t>* done, const Take& take);

  const CopySettings& settings_;
  std::vector<uint32_t> sizes_;                   // of each group's set of shingles; 0: not known
  std::vector<std::unique_ptr<Worker>> workers_;  // of a thread each; the last one of all threads
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_JOIN_CANDIDATES_H_
