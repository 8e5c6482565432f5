#include "nearcopy/match/candidates.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <mutex>
#include <utility>

#include "nearcopy/match/parallel.h"

namespace nearcopy {
namespace {

struct KeyedRow {
  uint64_t key;
  uint32_t row;
  auto operator<=>(const KeyedRow&) const = default;
};

uint64_t Mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15;
  return h ^ (h >> 32);
}

// Finishes a key: the seed keeps an author who does not know it from filling a bucket.
uint64_t FinishKey(const CandidateInput& input, uint64_t table, uint64_t key, uint32_t row) {
  key = Mix(key, input.seed + table);
  return input.block.empty() ? key : Mix(key, input.block[row]);
}

// Sorted pairs without duplicates, which are thrown out whenever they may be half of all.
class PairSet {
 public:
  void Add(uint32_t a, uint32_t b) {
    pairs_.push_back({std::min(a, b), std::max(a, b)});
    if (pairs_.size() >= limit_) Compact();
  }
  std::vector<CandidatePair> Take() {
    Compact();
    return std::move(pairs_);
  }

 private:
  static constexpr size_t kFirstLimit = 1 << 16;
  void Compact() {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    limit_ = std::max(kFirstLimit, pairs_.size() * 2);
  }
  std::vector<CandidatePair> pairs_;
  size_t limit_ = kFirstLimit;
};

// Compares the rows of one bucket, ascending and more than one.
void ScanBucket(const CandidateInput& input, const SketchFilter& filter,
                std::vector<uint32_t>* rows, std::vector<uint32_t>* passed, PairSet* pairs) {
  const bool capped = rows->size() > kBucketCap;
  if (capped) {
    std::partial_sort(
        rows->begin(), rows->begin() + kAnchors, rows->end(), [&](uint32_t a, uint32_t b) {
          return std::pair(input.anchor_order[a], a) < std::pair(input.anchor_order[b], b);
        });
  }
  const size_t anchors = capped ? kAnchors : rows->size() - 1;
  for (size_t i = 0; i < anchors; ++i) {
    passed->clear();
    filter.Select(input.sketches, (*rows)[i], std::span(*rows).subspan(i + 1), passed);
    for (uint32_t other : *passed) pairs->Add((*rows)[i], other);
  }
}

// Searches tables side by side; key_of(table, row) is the bucket of a row.
Candidates SearchTables(const CandidateInput& input, const SketchFilter& filter, size_t tables,
                        const std::function<uint64_t(size_t table, uint32_t row)>& key_of) {
  const auto rows = static_cast<uint32_t>(input.sketches.size());
  Candidates found;
  PairSet all;
  std::mutex mutex;
  ParallelFor(input.threads, tables, [&](size_t table) {
    std::vector<KeyedRow> keyed(rows);
    for (uint32_t row = 0; row < rows; ++row) {
      keyed[row] = {FinishKey(input, table, key_of(table, row), row), row};
    }
    std::sort(keyed.begin(), keyed.end());
    PairSet pairs;
    uint64_t capped = 0;
    std::vector<uint32_t> bucket, passed;
    for (size_t i = 0, end = 0; i < keyed.size(); i = end) {
      while (end < keyed.size() && keyed[end].key == keyed[i].key) ++end;
      if (end - i < 2) continue;
      bucket.clear();
      for (size_t j = i; j < end; ++j) bucket.push_back(keyed[j].row);
      capped += bucket.size() > kBucketCap;
      ScanBucket(input, filter, &bucket, &passed, &pairs);
    }
    const std::vector<CandidatePair> own = pairs.Take();
    const std::lock_guard lock(mutex);
    for (const CandidatePair& p : own) all.Add(p.a, p.b);
    found.capped_buckets += capped;
    if (input.done != nullptr) input.done->fetch_add(1, std::memory_order_relaxed);
  });
  found.pairs = all.Take();
  // Key collisions may bring rows of different blocks together.
  if (!input.block.empty()) {
    std::erase_if(found.pairs,
                  [&](const CandidatePair& p) { return input.block[p.a] != input.block[p.b]; });
  }
  return found;
}

}  // namespace

Candidates FindByBands(const CandidateInput& input, const Banding& banding) {
  assert(input.sketches.shape().kind != SketchKind::kSimHash);
  const auto rows_a_band = static_cast<size_t>(banding.rows);
  return SearchTables(input, {banding.least_equal, input.simd}, static_cast<size_t>(banding.bands),
                      [&](size_t band, uint32_t row) {
                        const std::span<const uint64_t> sketch = input.sketches[row];
                        if (rows_a_band == 4) return sketch[band];
                        uint64_t key = 0;
                        for (size_t i = 0; i < rows_a_band; ++i) {
                          key = Mix(key, Slot(sketch, band * rows_a_band + i));
                        }
                        return key;
                      });
}

Candidates FindBySimHash(const CandidateInput& input, const SimHashSearch& search) {
  assert(input.sketches.shape().kind == SketchKind::kSimHash);
  return SearchTables(input, {search.distance, input.simd}, search.tables(),
                      [&](size_t table, uint32_t row) {
                        const std::span<const uint64_t> bits = input.sketches[row];
                        uint64_t key = 0;
                        for (size_t i = 0; i < bits.size(); ++i) {
                          key = Mix(key, bits[i] & search.masks[table * bits.size() + i]);
                        }
                        return key;
                      });
}

}  // namespace nearcopy
