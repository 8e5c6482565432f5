#include "nearcopy/match/verify.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "nearcopy/match/parallel.h"

namespace nearcopy {
namespace {

constexpr size_t kChunkPairs = 1 << 13;
constexpr size_t kRowsATask = 16;
constexpr size_t kPairsATask = 64;

size_t Tasks(size_t n, size_t each) { return (n + each - 1) / each; }

}  // namespace

Verifier::Verifier(std::vector<ShinglesOfRow> sources,
                   std::function<VerifierRow(uint32_t row)> rows, uint64_t most_shingles, Simd simd)
    : rows_(std::move(rows)), most_shingles_(most_shingles) {
  for (ShinglesOfRow& source : sources) workers_.emplace_back(std::move(source), simd);
}

std::vector<SharedShingles> Verifier::Shared(std::span<const CandidatePair> pairs) {
  std::vector<SharedShingles> out(pairs.size());
  for (size_t i = 0, end = 0; i < pairs.size() && status_.ok(); i = end) {
    end = ChunkEnd(pairs, i);
    VerifyChunk(pairs.subspan(i, end - i), std::span(out).subspan(i, end - i));
  }
  if (!status_.ok()) std::ranges::fill(out, SharedShingles());
  verified_ += pairs.size();
  return out;
}

std::vector<double> Verifier::Similarities(std::span<const CandidatePair> pairs) {
  std::vector<double> out;
  out.reserve(pairs.size());
  for (const SharedShingles& shared : Shared(pairs)) out.push_back(shared.similarity());
  return out;
}

// A third of what may be in memory is for the chunk at hand, a third for sets of those before, and
// one for what KeepOnly copies of these.
size_t Verifier::ChunkEnd(std::span<const CandidatePair> pairs, size_t from) const {
  uint64_t shingles = 0;
  size_t i = from;
  for (; i < pairs.size() && i - from < kChunkPairs; ++i) {
    shingles += rows_(pairs[i].a).shingles;
    if (i == from || pairs[i].b != pairs[i - 1].b) shingles += rows_(pairs[i].b).shingles;
    if (i > from && shingles > most_shingles_ / 3) break;
  }
  return i;
}

// Makes the sets of `rows` that are not there. Sets stay while there is room: an anchor of a
// crowded bucket stands in chunk after chunk.
void Verifier::LoadSets(std::span<const uint32_t> rows) {
  if (sets_.held() > most_shingles_ / 3) sets_.KeepOnly(rows);
  struct Missing {
    uint32_t row, position;
    std::span<uint64_t> set;
    size_t size;
  };
  std::vector<Missing> missing;
  for (uint32_t row : rows) {
    if (sets_.Find(row) != nullptr) continue;
    const VerifierRow r = rows_(row);
    missing.push_back({row, r.position, sets_.Add(row, r.shingles), 0});
  }
  std::ranges::sort(missing, {}, &Missing::position);
  ParallelFor(threads(), Tasks(missing.size(), kRowsATask), [&](size_t task, size_t worker) {
    Worker& w = workers_[worker];
    const size_t end = std::min(missing.size(), (task + 1) * kRowsATask);
    for (size_t i = task * kRowsATask; i < end && w.status.ok(); ++i) {
      Missing& m = missing[i];
      const auto shingles = w.source(m.row);
      if (shingles.ok()) {
        assert(shingles->size() <= m.set.size());
        m.size = w.drop_repeats(*shingles, m.set.data());
      } else {
        w.status = shingles.status();
      }
    }
  });
  for (const Worker& w : workers_) status_.Update(w.status);
  for (const Missing& m : missing) sets_.SetSize(m.row, m.size);
}

void Verifier::VerifyChunk(std::span<const CandidatePair> pairs, std::span<SharedShingles> out) {
  std::vector<uint32_t> rows;
  for (const CandidatePair& p : pairs) rows.insert(rows.end(), {p.a, p.b});
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  LoadSets(rows);
  if (!status_.ok()) return;
  ParallelFor(threads(), Tasks(pairs.size(), kPairsATask), [&](size_t task, size_t worker) {
    const size_t end = std::min(pairs.size(), (task + 1) * kPairsATask);
    for (size_t i = task * kPairsATask; i < end; ++i) {
      const std::span<const uint64_t> a = *sets_.Find(pairs[i].a), b = *sets_.Find(pairs[i].b);
      out[i] = {static_cast<uint32_t>(a.size()), static_cast<uint32_t>(b.size()),
                static_cast<uint32_t>(workers_[worker].overlap.Count(a, b))};
    }
  });
}

}  // namespace nearcopy
