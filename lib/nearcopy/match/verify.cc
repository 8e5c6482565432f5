#include "nearcopy/match/verify.h"

#include <algorithm>

#include "nearcopy/match/parallel.h"

namespace nearcopy {
namespace {

constexpr size_t kChunkPairs = 1 << 13;
constexpr size_t kRowsATask = 16;
constexpr size_t kPairsATask = 64;
constexpr uint64_t kChunkShingles = 8 << 20;  // 64 MB of hashes

size_t Tasks(size_t n, size_t each) { return (n + each - 1) / each; }

}  // namespace

ShingleSet MakeShingleSet(std::span<const uint64_t> shingles) {
  ShingleSet set(shingles.begin(), shingles.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

double Jaccard(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  size_t i = 0, j = 0, both = 0;
  while (i < a.size() && j < b.size()) {
    const uint64_t x = a[i], y = b[j];
    both += x == y;
    i += x <= y;
    j += y <= x;
  }
  const size_t either = a.size() + b.size() - both;
  return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

std::vector<double> Verifier::Similarities(std::span<const CandidatePair> pairs) {
  std::vector<double> out(pairs.size());
  for (size_t i = 0, end = 0; i < pairs.size(); i = end) {
    end = ChunkEnd(pairs, i);
    VerifyChunk(pairs.subspan(i, end - i), std::span(out).subspan(i, end - i));
  }
  verified_ += pairs.size();
  return out;
}

size_t Verifier::ChunkEnd(std::span<const CandidatePair> pairs, size_t from) const {
  uint64_t shingles = 0;
  size_t i = from;
  for (; i < pairs.size() && i - from < kChunkPairs && shingles < kChunkShingles; ++i) {
    shingles += shingles_[pairs[i].a];
    if (i == from || pairs[i].b != pairs[i - 1].b) shingles += shingles_[pairs[i].b];
  }
  return i;
}

// Makes the sets of `rows` that are not there. Sets stay while there is room: an anchor of a
// crowded bucket stands in chunk after chunk.
void Verifier::LoadSets(std::span<const uint32_t> rows) {
  if (kept_shingles_ > kChunkShingles) {
    absl::erase_if(sets_, [&](const auto& set) {
      const bool needed = std::binary_search(rows.begin(), rows.end(), set.first);
      if (!needed) kept_shingles_ -= set.second.size();
      return !needed;
    });
  }
  std::vector<uint32_t> missing;
  for (uint32_t row : rows) {
    if (sets_.try_emplace(row).second) missing.push_back(row);
  }
  ParallelFor(threads_, Tasks(missing.size(), kRowsATask), [&](size_t task) {
    Shingler shingler(shingling_, simd_);
    std::string scratch;
    const size_t end = std::min(missing.size(), (task + 1) * kRowsATask);
    for (size_t i = task * kRowsATask; i < end; ++i) {
      shingler.Clear();
      shingler.Add(text_(missing[i], &scratch));
      shingler.Finish();
      sets_.find(missing[i])->second = MakeShingleSet(shingler.shingles(0));
    }
  });
  for (uint32_t row : missing) kept_shingles_ += sets_.find(row)->second.size();
}

void Verifier::VerifyChunk(std::span<const CandidatePair> pairs, std::span<double> out) {
  std::vector<uint32_t> rows;
  for (const CandidatePair& p : pairs) rows.insert(rows.end(), {p.a, p.b});
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  LoadSets(rows);
  ParallelFor(threads_, Tasks(pairs.size(), kPairsATask), [&](size_t task) {
    const size_t end = std::min(pairs.size(), (task + 1) * kPairsATask);
    for (size_t i = task * kPairsATask; i < end; ++i) {
      out[i] = Jaccard(sets_.find(pairs[i].a)->second, sets_.find(pairs[i].b)->second);
    }
  });
}

}  // namespace nearcopy
