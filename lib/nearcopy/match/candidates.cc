#include "nearcopy/match/candidates.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <iterator>
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

using Pairs = std::vector<CandidatePair>;

// Compares the rows of one bucket, ascending and more than one.
void ScanBucket(const CandidateInput& input, const SketchFilter& filter,
                const std::vector<uint32_t>& rows, std::vector<uint32_t>* passed, Pairs* pairs) {
  const auto compare = [&](uint32_t row, std::span<const uint32_t> others) {
    passed->clear();
    filter.Select(input.sketches, row, others, passed);
    for (uint32_t other : *passed) pairs->push_back({std::min(row, other), std::max(row, other)});
  };
  const std::span<const uint32_t> all(rows);
  if (rows.size() <= kBucketCap) {
    for (size_t i = 0; i + 1 < rows.size(); ++i) compare(rows[i], all.subspan(i + 1));
    return;
  }
  for (size_t i = 0; i < kFirstRows; ++i) compare(rows[i], all.subspan(i + 1));
  for (size_t i = kFirstRows; i + 1 < rows.size(); ++i) {
    compare(rows[i], all.subspan(i + 1, std::min(kNextRows, rows.size() - i - 1)));
  }
  std::vector<uint32_t> anchors(rows);
  std::partial_sort(
      anchors.begin(), anchors.begin() + kAnchors, anchors.end(), [&](uint32_t x, uint32_t y) {
        return std::pair(input.anchor_order[x], x) < std::pair(input.anchor_order[y], y);
      });
  for (size_t i = 0; i < kAnchors; ++i) compare(anchors[i], std::span(anchors).subspan(i + 1));
}

void SortAndDropTwins(Pairs* pairs) {
  std::sort(pairs->begin(), pairs->end());
  pairs->erase(std::unique(pairs->begin(), pairs->end()), pairs->end());
}

// Searches tables side by side; key_of(table, row) is the bucket of a row.
Candidates SearchTables(const CandidateInput& input, const SketchFilter& filter, size_t tables,
                        const std::function<uint64_t(size_t table, uint32_t row)>& key_of) {
  assert(input.anchor_order.size() == input.sketches.size());
  assert(input.block.empty() || input.block.size() == input.sketches.size());
  const auto rows = static_cast<uint32_t>(input.sketches.size());
  Candidates found;
  std::mutex mutex;
  ParallelFor(input.threads, tables, [&](size_t table) {
    std::vector<KeyedRow> keyed(rows);
    for (uint32_t row = 0; row < rows; ++row) {
      const uint64_t key = key_of(table, row);
      keyed[row] = {input.block.empty() ? key : Mix(key, input.block[row]), row};
    }
    std::sort(keyed.begin(), keyed.end());
    Pairs pairs;
    uint64_t capped = 0;
    std::vector<uint32_t> bucket, passed;
    for (size_t i = 0, end = 0; i < keyed.size(); i = end) {
      while (end < keyed.size() && keyed[end].key == keyed[i].key) ++end;
      if (end - i < 2) continue;
      bucket.clear();
      for (size_t j = i; j < end; ++j) bucket.push_back(keyed[j].row);
      capped += bucket.size() > kBucketCap;
      ScanBucket(input, filter, bucket, &passed, &pairs);
    }
    SortAndDropTwins(&pairs);
    const std::lock_guard lock(mutex);
    Pairs both;
    both.reserve(found.pairs.size() + pairs.size());
    std::ranges::set_union(found.pairs, pairs, std::back_inserter(both));
    found.pairs = std::move(both);
    found.capped_buckets += capped;
    if (input.done != nullptr) input.done->fetch_add(1, std::memory_order_relaxed);
  });
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
  assert(banding.bands * banding.rows <= input.sketches.shape().slots);
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
