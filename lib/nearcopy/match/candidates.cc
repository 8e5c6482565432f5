#include "nearcopy/match/candidates.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "nearcopy/match/parallel.h"
#include "nearcopy/match/radix_sort.h"
#include "nearcopy/match/seen_pairs.h"

namespace nearcopy {
namespace {

// Two rows of different keys come together with a chance of 2^-kSpareBits a row.
constexpr int kSpareBits = 6;
constexpr uint64_t kRowBits = 0xffffffff;

// Sketches whose keys are taken together: they stay in a cache from table to table.
constexpr size_t kSketchesTogether = 256;

// Writes the key that each sketch of a stretch has in a table.
using KeysOf =
    std::function<void(size_t table, std::span<const uint64_t> sketches, uint64_t* keys)>;

uint64_t Mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15;
  return h ^ (h >> 32);
}

// Lets one thread at a time give pairs to the sink, until the first error.
class SharedSink {
 public:
  explicit SharedSink(const PairSink& sink) : sink_(sink) {}

  absl::Status Give(std::span<const CandidatePair> pairs) {
    const std::lock_guard lock(mutex_);
    if (status_.ok()) status_ = sink_(pairs);
    return status_;
  }

 private:
  const PairSink& sink_;
  std::mutex mutex_;
  absl::Status status_;
};

// Searches tables one after the other, with the buffers that takes. One thread at a time.
class TableSearch {
 public:
  TableSearch(const CandidateInput& input, std::span<const uint32_t> row_at,
              const SketchFilter& filter, SharedSink* sink)
      : input_(input),
        row_at_(row_at),
        filter_(filter),
        sink_(*sink),
        seen_(std::min(input.pairs_known, std::bit_ceil(row_at.size()))) {}

  // Searches the tables from `first` to `end`.
  absl::Status Run(size_t first, size_t end, const KeysOf& keys_of) {
    if (absl::Status status = Fill(first, end, keys_of); !status.ok()) return status;
    for (size_t table = first; table < end; ++table) {
      Search(Hashes(table - first));
      if (!status_.ok()) return status_;
      if (input_.done != nullptr) input_.done->fetch_add(1, std::memory_order_relaxed);
    }
    return absl::OkStatus();
  }

  // After the last table.
  absl::Status Finish() {
    Filter();
    return status_;
  }

  uint64_t capped() const { return capped_; }

 private:
  // Makes a list for each table: 32 bits of each key, by position.
  absl::Status Fill(size_t first, size_t end, const KeysOf& keys_of) {
    const size_t rows = row_at_.size(), words = input_.sketches.shape().words();
    hashes_.resize((end - first) * rows);
    for (size_t at = 0; at < rows;) {
      const auto read = input_.sketches.Read(at, rows - at, &buffer_);
      if (!read.ok()) return read.status();
      for (std::span<const uint64_t> left = *read; !left.empty();) {
        const auto some = left.first(std::min(left.size(), kSketchesTogether * words));
        const size_t size = some.size() / words;
        for (size_t t = 0; t < end - first; ++t) {
          keys_of(first + t, some, keys_.data());
          Hash(at, Hashes(t).subspan(at, size));
        }
        at += size;
        left = left.subspan(some.size());
      }
    }
    return absl::OkStatus();
  }

  // Of keys_, which are those of the positions from `at` on.
  void Hash(size_t at, std::span<uint32_t> hashes) {
    if (input_.block) {
      for (size_t i = 0; i < hashes.size(); ++i) keys_[i] ^= Mix(0, input_.block(row_at_[at + i]));
    }
    for (size_t i = 0; i < hashes.size(); ++i) {
      hashes[i] = static_cast<uint32_t>(Mix(keys_[i], 0) >> 32);
    }
  }

  std::span<uint32_t> Hashes(size_t table) {
    return std::span(hashes_).subspan(table * row_at_.size(), row_at_.size());
  }

  void Search(std::span<const uint32_t> hashes) {
    const std::span<uint64_t> keyed = NotAlone(hashes);
    // Sorted by as many bits as tell rows apart.
    const int unsorted =
        64 - std::min(32, static_cast<int>(std::bit_width(keyed.size())) + kSpareBits);
    RadixSort(keyed, unsorted, 64, &scratch_);
    for (size_t i = 0, end = 0; i < keyed.size() && status_.ok(); i = end) {
      while (end < keyed.size() && keyed[end] >> unsorted == keyed[i] >> unsorted) ++end;
      if (end - i > 1) TakeBuckets(keyed.subspan(i, end - i));
    }
  }

  // The hash and row of all whose hash others may have. Most have it alone, and need not be sorted.
  std::span<uint64_t> NotAlone(std::span<const uint32_t> hashes) {
    if (hashes.empty()) return {};
    const size_t rows = hashes.size();
    keyed_.resize(rows);
    if (scratch_.size() < rows) scratch_.resize(rows);
    // As many counters as there is room for.
    const int shift = 32 - std::min(32, static_cast<int>(std::bit_width(rows)) + 2);
    auto* const counters = reinterpret_cast<uint8_t*>(scratch_.data());
    std::fill_n(counters, size_t{1} << (32 - shift), 0);
    // Each counts by one more bit that is set, so that it cannot overflow.
    for (uint32_t hash : hashes) {
      uint8_t& counter = counters[hash >> shift];
      counter = static_cast<uint8_t>(2 * counter + 1);
    }
    size_t size = 0;
    for (size_t i = 0; i < rows; ++i) {
      keyed_[size] = uint64_t{hashes[i]} << 32 | row_at_[i];
      size += counters[hashes[i] >> shift] > 1;
    }
    return std::span(keyed_).first(size);
  }

  // Takes the pairs of each bucket among rows whose keys begin alike.
  void TakeBuckets(std::span<uint64_t> alike) {
    const auto hash = [](uint64_t keyed) { return keyed >> 32; };
    if (!std::ranges::is_sorted(alike, {}, hash)) std::ranges::sort(alike);
    for (size_t i = 0, end = 0; i < alike.size(); i = end) {
      while (end < alike.size() && alike[end] >> 32 == alike[i] >> 32) ++end;
      if (end - i < 2) continue;
      const auto bucket = alike.subspan(i, end - i);
      if (bucket.size() > kBucketCap) {
        TakeCapped(bucket);
      } else {
        for (size_t a = 0; a < bucket.size(); ++a) Take(bucket[a], bucket.subspan(a + 1));
      }
    }
  }

  // Takes pairs of a row with others of its bucket, which may be more than are looked at together.
  void Take(uint64_t one, std::span<const uint64_t> others) {
    const uint64_t row = one & kRowBits;
    for (uint64_t keyed : others) {
      const uint64_t other = keyed & kRowBits;
      const uint64_t pair = std::max(row, other) << 32 | std::min(row, other);
      if (seen_.Add(pair)) continue;
      shared_.push_back(pair);
      if (shared_.size() >= input_.pairs_together) Filter();
    }
  }

  // Of a bucket over the cap, by row.
  void TakeCapped(std::span<uint64_t> bucket) {
    ++capped_;
    std::ranges::sort(bucket);
    for (size_t i = 0; i < kFirstRows; ++i) Take(bucket[i], bucket.subspan(i + 1));
    for (size_t i = kFirstRows; i < bucket.size(); ++i) {
      Take(bucket[i], bucket.subspan(i + 1, std::min(kNextRows, bucket.size() - i - 1)));
    }
    const auto order = [&](uint64_t keyed) {
      const auto row = static_cast<uint32_t>(keyed);
      return std::pair(input_.anchor_order(row), row);
    };
    std::partial_sort(bucket.begin(), bucket.begin() + kAnchors, bucket.end(),
                      [&](uint64_t x, uint64_t y) { return order(x) < order(y); });
    for (size_t i = 0; i < kAnchors; ++i) Take(bucket[i], bucket.subspan(i + 1));
  }

  // Gives those of the pairs taken whose sketches are alike to the sink.
  void Filter() {
    if (status_.ok()) status_ = FilterShared();
    shared_.clear();
  }

  absl::Status FilterShared() {
    RadixSort(shared_, 0, 64, &scratch_);
    shared_.erase(std::unique(shared_.begin(), shared_.end()), shared_.end());
    if (absl::Status status = Gather(); !status.ok()) return status;
    pairs_.clear();
    for (size_t i = 0, end = 0; i < shared_.size(); i = end) {
      const auto later = static_cast<uint32_t>(shared_[i] >> 32);
      while (end < shared_.size() && shared_[end] >> 32 == later) ++end;
      passed_.clear();
      filter_.Select(later_[i], std::span(earlier_).subspan(i, end - i), &passed_);
      for (uint32_t k : passed_) {
        const auto earlier = static_cast<uint32_t>(shared_[i + k]);
        // Keys of different blocks may collide.
        if (input_.block && input_.block(earlier) != input_.block(later)) continue;
        pairs_.push_back({earlier, later});
      }
    }
    return pairs_.empty() ? absl::OkStatus() : sink_.Give(pairs_);
  }

  // Where the sketches of each pair are.
  absl::Status Gather() {
    positions_.clear();
    for (uint64_t pair : shared_) positions_.push_back(input_.position[pair >> 32]);
    for (uint64_t pair : shared_) positions_.push_back(input_.position[pair & kRowBits]);
    if (absl::Status status = input_.sketches.Gather(positions_, &buffer_, &later_); !status.ok()) {
      return status;
    }
    earlier_.assign(later_.begin() + static_cast<ptrdiff_t>(shared_.size()), later_.end());
    return absl::OkStatus();
  }

  const CandidateInput& input_;
  const std::span<const uint32_t> row_at_;  // by position
  const SketchFilter& filter_;
  SharedSink& sink_;
  uint64_t capped_ = 0;
  absl::Status status_;  // after an error nothing more is found
  std::array<uint64_t, kSketchesTogether> keys_;
  LargeVector<uint32_t> hashes_;  // table after table
  LargeVector<uint64_t> keyed_, scratch_;
  std::vector<uint64_t> buffer_;
  SeenPairs seen_;
  LargeVector<uint64_t> shared_;  // pairs that share a bucket: later row, earlier row
  LargeVector<uint32_t> positions_;
  std::vector<const uint64_t*> later_, earlier_;
  std::vector<uint32_t> passed_;
  std::vector<CandidatePair> pairs_;
};

absl::StatusOr<uint64_t> SearchTables(const CandidateInput& input, const SketchFilter& filter,
                                      size_t tables, const PairSink& sink, const KeysOf& keys_of) {
  assert(input.position.size() == input.sketches.size());
  std::vector<uint32_t> row_at(input.position.size());
  for (uint32_t row = 0; row < row_at.size(); ++row) row_at[input.position[row]] = row;
  SharedSink shared_sink(sink);
  const auto workers = static_cast<size_t>(std::max(1, input.threads));
  const size_t together =
      std::clamp<size_t>(input.tables_together, 1, (tables + workers - 1) / workers);
  std::vector<TableSearch> searches;
  searches.reserve(workers);
  for (size_t i = 0; i < workers; ++i) {
    searches.emplace_back(input, row_at, filter, &shared_sink);
  }
  std::vector<absl::Status> status(workers);
  const size_t passes = (tables + together - 1) / together;
  ParallelFor(input.threads, passes, [&](size_t pass, size_t worker) {
    if (!status[worker].ok()) return;
    const size_t first = pass * together;
    status[worker] = searches[worker].Run(first, std::min(tables, first + together), keys_of);
  });
  ParallelFor(input.threads, workers, [&](size_t i, size_t) {
    if (status[i].ok()) status[i] = searches[i].Finish();
  });
  uint64_t capped = 0;
  for (size_t worker = 0; worker < workers; ++worker) {
    if (!status[worker].ok()) return status[worker];
    capped += searches[worker].capped();
  }
  return capped;
}

}  // namespace

absl::StatusOr<uint64_t> FindByBands(const CandidateInput& input, const Banding& banding,
                                     const PairSink& sink) {
  const SketchShape& shape = input.sketches.shape();
  assert(shape.kind != SketchKind::kSimHash);
  assert(banding.bands * banding.rows <= shape.slots);
  const auto rows_a_band = static_cast<size_t>(banding.rows);
  const SketchFilter filter(shape, banding.least_equal, input.simd);
  return SearchTables(input, filter, static_cast<size_t>(banding.bands), sink,
                      [&](size_t band, std::span<const uint64_t> sketches, uint64_t* keys) {
                        for (; !sketches.empty(); sketches = sketches.subspan(shape.words())) {
                          uint64_t key = 0;
                          if (rows_a_band == 4) {
                            key = sketches[band];
                          } else {
                            for (size_t i = 0; i < rows_a_band; ++i) {
                              key = Mix(key, Slot(sketches, band * rows_a_band + i));
                            }
                          }
                          *keys++ = key;
                        }
                      });
}

absl::StatusOr<uint64_t> FindBySimHash(const CandidateInput& input, const SimHashSearch& search,
                                       const PairSink& sink) {
  const SketchShape& shape = input.sketches.shape();
  assert(shape.kind == SketchKind::kSimHash);
  const SketchFilter filter(shape, search.distance, input.simd);
  return SearchTables(input, filter, search.tables(), sink,
                      [&](size_t table, std::span<const uint64_t> sketches, uint64_t* keys) {
                        const size_t words = shape.words();
                        for (; !sketches.empty(); sketches = sketches.subspan(words)) {
                          uint64_t key = 0;
                          for (size_t i = 0; i < words; ++i) {
                            key = Mix(key, sketches[i] & search.masks[table * words + i]);
                          }
                          *keys++ = key;
                        }
                      });
}

}  // namespace nearcopy
