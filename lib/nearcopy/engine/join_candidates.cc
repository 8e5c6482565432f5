#include "nearcopy/engine/join_candidates.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "nearcopy/engine/pipeline.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// Candidates looked at together: few enough for their sets of shingles to stay in a cache. Fixed,
// so that the count of verified pairs does not depend on the threads.
constexpr size_t kTogether = 1 << 7;
// The same for parts of a large component, which all threads share.
constexpr size_t kOfLargeTogether = 1 << 13;

// The shingles of a group of the corpus, from its text, on one thread.
class GroupShingles {
 public:
  GroupShingles(const Corpus& corpus, const TextStore& texts, const SketchSettings& sketch)
      : corpus_(corpus), reader_(texts, sketch.simd), shingler_(sketch.shingling, sketch.simd) {}

  absl::StatusOr<std::span<const uint64_t>> Of(uint32_t group) {
    const CorpusGroup& g = corpus_.groups()[group];
    const absl::StatusOr<std::string_view> text = reader_.Text(g.text);
    if (!text.ok()) return text.status();
    shingler_.Clear();
    shingler_.Add(*text);
    shingler_.Finish();
    if (shingler_.fingerprint(0) != g.fingerprint) return reader_.Changed(g.text);
    return shingler_.shingles(0);
  }

 private:
  const Corpus& corpus_;
  TextReader reader_;
  Shingler shingler_;
};

Verifier MakeVerifier(const CopySettings& settings, const Corpus& corpus, const TextStore& texts,
                      int threads, uint64_t bytes) {
  std::vector<ShinglesOfRow> sources;
  for (int t = 0; t < threads; ++t) {
    auto source = std::make_shared<GroupShingles>(corpus, texts, settings.sketch);
    sources.push_back([source](uint32_t group) { return source->Of(group); });
  }
  const auto row = [&](uint32_t group) {
    return VerifierRow{corpus.groups()[group].shingles, corpus.positions()[group]};
  };
  return Verifier(std::move(sources), row, bytes / sizeof(uint64_t), settings.sketch.simd);
}

std::vector<GroupEdge> Together(std::vector<std::vector<GroupEdge>> edges) {
  std::vector<GroupEdge> all = std::move(edges[0]);
  for (size_t i = 1; i < edges.size(); ++i) {
    all.insert(all.end(), edges[i].begin(), edges[i].end());
    Free(&edges[i]);
  }
  return all;
}

// What a thread takes at a time.
struct Piece {
  CandidatePiece pairs;
  bool of_large = false;  // some are of a component that other pieces have pairs of, too
  bool ends = false;      // no group of these pairs comes again
  absl::Status status;    // of the texts
};

}  // namespace

struct CandidateJoiner::Worker {
  Worker(Verifier v, std::vector<uint32_t>* s) : verifier(std::move(v)), sizes(*s) {}
  Verifier verifier;
  std::vector<uint32_t>& sizes;  // of groups that no other worker has
  std::vector<ContainedPair> contained;
  const SimilaritiesOf similarities = [this](std::span<const CandidatePair> pairs) {
    std::vector<double> out;
    out.reserve(pairs.size());
    for (const SharedShingles& shared : Shared(pairs)) out.push_back(shared.similarity());
    return out;
  };

  // What pairs share; keeps the sizes.
  std::vector<SharedShingles> Shared(std::span<const CandidatePair> pairs) {
    std::vector<SharedShingles> shared = verifier.Shared(pairs);
    for (size_t i = 0; i < pairs.size(); ++i) {
      sizes[pairs[i].a] = shared[i].a;
      sizes[pairs[i].b] = shared[i].b;
    }
    return shared;
  }

  // Verifies pairs, and keeps those in which one text stands inside the other.
  void FindContained(std::span<const CandidatePair> pairs, const CopySettings& settings) {
    if (pairs.empty()) return;
    const std::vector<SharedShingles> shared = Shared(pairs);
    const auto holds = [&](double containment, double similarity) {
      return containment >= *settings.containment && similarity < settings.threshold;
    };
    for (size_t i = 0; i < pairs.size(); ++i) {
      const double similarity = shared[i].similarity();
      const double of_a = shared[i].containment_of_a(), of_b = shared[i].containment_of_b();
      const auto [a, b] = pairs[i];
      if (holds(of_a, similarity)) contained.push_back({a, b, of_a, similarity});
      if (holds(of_b, similarity)) contained.push_back({b, a, of_b, similarity});
    }
  }
};

CandidateJoiner::CandidateJoiner(const CopySettings& settings, const MemoryPlan& plan,
                                 const Corpus& corpus, const TextStore& texts)
    : settings_(settings), sizes_(corpus.groups().size()) {
  const int threads = std::max(1, settings.sketch.threads);
  const uint64_t half = plan.shingles / 2;
  for (int t = 0; t < threads; ++t) {
    workers_.push_back(std::make_unique<Worker>(
        MakeVerifier(settings, corpus, texts, 1, half / static_cast<uint64_t>(threads)), &sizes_));
  }
  workers_.push_back(
      std::make_unique<Worker>(MakeVerifier(settings, corpus, texts, threads, half), &sizes_));
}

CandidateJoiner::~CandidateJoiner() = default;

// Calls take(worker, pairs, ends) for the near pairs of every piece, and looks for contained ones:
// on any thread for whole components, in the order of the pieces and with the last worker for parts
// of large ones.
template <typename Take>
absl::Status CandidateJoiner::ForPieces(CandidatePairs* candidates, std::atomic<uint64_t>* done,
                                        const Take& take) {
  const size_t all = workers_.size() - 1;
  bool open = false;  // the last component goes on
  // A part of a large component is being made or taken: what takes it needs all threads.
  std::atomic<bool> large = false;
  const auto go_on = [&] {
    large = false;
    large.notify_all();
  };
  const auto take_both = [&](size_t worker, const Piece& piece) {
    take(worker, std::span<const CandidatePair>(piece.pairs.near), piece.ends);
    workers_[worker]->FindContained(piece.pairs.contained, settings_);
  };
  const absl::Status read = RunPipeline<Piece>(
      PipelineLimits{.threads = std::max(1, settings_.sketch.threads)},
      [&](Piece* piece) -> absl::StatusOr<bool> {
        large.wait(true);
        const size_t most = open ? kOfLargeTogether : kTogether;
        const absl::StatusOr<bool> ends = candidates->Next(most, &piece->pairs);
        if (!ends.ok()) return ends.status();
        piece->ends = *ends;
        piece->of_large = std::exchange(open, !*ends) || !*ends;
        large = piece->of_large;
        return piece->pairs.size() > 0;
      },
      [](const Piece& piece) { return piece.pairs.size() * sizeof(CandidatePair); },
      [&](int worker, Piece* piece) {
        if (piece->of_large) return;
        Verifier& verifier = workers_[static_cast<size_t>(worker)]->verifier;
        take_both(static_cast<size_t>(worker), *piece);
        verifier.Forget();
        piece->status = verifier.status();
      },
      [&](Piece* piece) {
        if (piece->of_large) {
          take_both(all, *piece);
          piece->status = workers_[all]->verifier.status();
          go_on();
        }
        *done += piece->pairs.size();
        return piece->status;
      },
      go_on);
  workers_[all]->verifier.Forget();
  return read;
}

absl::StatusOr<Joined> CandidateJoiner::JoinComponents(const ClusterDocuments& docs,
                                                       CandidatePairs* candidates,
                                                       std::atomic<uint64_t>* done) {
  UnionFind components(docs.first.size());
  std::vector<ComponentJoiner> joiners;
  for (const auto& worker : workers_) {
    joiners.emplace_back(settings_.threshold, worker->similarities, &components);
  }
  const absl::Status read =
      ForPieces(candidates, done, [&](size_t worker, std::span<const CandidatePair> pairs, bool) {
        joiners[worker].Add(pairs);
      });
  if (!read.ok()) return read;
  return FinishJoining(docs, joiners);
}

absl::StatusOr<std::vector<GroupEdge>> CandidateJoiner::JoinAnchors(const ClusterDocuments& docs,
                                                                    const AnchorRule& rule,
                                                                    CandidatePairs* candidates,
                                                                    std::atomic<uint64_t>* done) {
  AnchorGroups groups(docs, rule);
  std::vector<AnchorJoiner> joiners;
  for (const auto& worker : workers_) {
    joiners.emplace_back(settings_.threshold, worker->similarities, &groups);
  }
  const absl::Status read = ForPieces(
      candidates, done, [&](size_t worker, std::span<const CandidatePair> pairs, bool ends) {
        joiners[worker].Add(pairs, ends);
      });
  if (!read.ok()) return read;
  std::vector<std::vector<GroupEdge>> edges;
  for (AnchorJoiner& joiner : joiners) edges.push_back(std::move(joiner.edges()));
  return Together(std::move(edges));
}

absl::StatusOr<std::vector<GroupEdge>> CandidateJoiner::VerifyAll(CandidatePairs* candidates,
                                                                  std::atomic<uint64_t>* done) {
  std::vector<std::vector<GroupEdge>> edges(workers_.size());
  const absl::Status read =
      ForPieces(candidates, done, [&](size_t worker, std::span<const CandidatePair> pairs, bool) {
        nearcopy::VerifyAll(pairs, settings_.threshold, workers_[worker]->similarities,
                            &edges[worker]);
      });
  if (!read.ok()) return read;
  return Together(std::move(edges));
}

std::vector<ContainedPair> CandidateJoiner::TakeContained() {
  std::vector<ContainedPair> all;
  for (const auto& worker : workers_) {
    all.insert(all.end(), worker->contained.begin(), worker->contained.end());
    Free(&worker->contained);
  }
  std::ranges::sort(all);
  return all;
}

const SimilaritiesOf& CandidateJoiner::similarities() const {
  return workers_.back()->similarities;
}

absl::Status CandidateJoiner::status() const {
  absl::Status status;
  for (const auto& worker : workers_) status.Update(worker->verifier.status());
  return status;
}

// The sizes and the similarity say how many shingles two sets share, to less than a half.
double CandidateJoiner::Containment(uint32_t of_a, uint32_t in_b, double similarity) const {
  const double a = sizes_[of_a], b = sizes_[in_b];
  return a == 0 ? 0 : std::round(similarity * (a + b) / (1 + similarity)) / a;
}

uint64_t CandidateJoiner::verified() const {
  uint64_t verified = 0;
  for (const auto& worker : workers_) verified += worker->verifier.verified();
  return verified;
}

}  // namespace nearcopy
