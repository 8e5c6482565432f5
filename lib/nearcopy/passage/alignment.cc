#include "nearcopy/passage/alignment.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace nearcopy {
namespace {

// In half words. What both sides advance by counts one a word, so an equal word 2, a changed one
// 2 - 6, one put in or left out 1 - 6.
constexpr int64_t kEdit = 6;
// An extension ends where it lost so much: four words put in, or five that were changed.
constexpr int64_t kDrop = 20;
// An extension goes on anew from its best place after so many, which bounds its memory.
constexpr size_t kMostCells = 1 << 17;
constexpr int32_t kNowhere = std::numeric_limits<int32_t>::min() / 2;

// Words from a place on, to its right or to its left, as seen from there.
struct RightOf {
  const uint64_t *first, *again;
  bool Equal(int32_t x, int32_t y) const { return first[x] == again[y]; }
};
struct LeftOf {
  const uint64_t *first, *again;
  bool Equal(int32_t x, int32_t y) const { return first[-1 - x] == again[-1 - y]; }
};

int64_t GapScore(const EqualRun& a, const EqualRun& b) {
  const int64_t first = int64_t{b.first} - a.first_end(), again = int64_t{b.again} - a.again_end();
  return first + again - kEdit * std::max(first, again);
}

}  // namespace

WordRange FirstRange(std::span<const EqualRun> runs) {
  return {runs.front().first, runs.back().first_end()};
}

WordRange AgainRange(std::span<const EqualRun> runs) {
  return {runs.front().again, runs.back().again_end()};
}

int64_t HalfScore(std::span<const EqualRun> runs) {
  int64_t score = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    score += 2 * int64_t{runs[i].words} + (i > 0 ? GapScore(runs[i - 1], runs[i]) : 0);
  }
  return score;
}

std::span<const EqualRun> BestPart(std::span<const EqualRun> runs) {
  size_t begin = 0, best_begin = 0, best_end = 0;
  int64_t score = 0, best = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (i > 0) score += GapScore(runs[i - 1], runs[i]);
    if (score <= 0) {
      score = 0;
      begin = i;
    }
    score += 2 * int64_t{runs[i].words};
    if (score > best) {
      best = score;
      best_begin = begin;
      best_end = i + 1;
    }
  }
  return runs.subspan(best_begin, best_end - best_begin);
}

void AppendWithin(std::span<const EqualRun> runs, WordRange again, std::vector<EqualRun>* out) {
  auto run = std::ranges::upper_bound(runs, again.begin, {}, &EqualRun::again_end);
  for (; run != runs.end() && run->again < again.end; ++run) {
    const uint32_t skipped = again.begin - std::min(again.begin, run->again);
    const uint32_t end = std::min(run->again_end(), again.end);
    out->push_back({run->first + skipped, run->again + skipped, end - run->again - skipped});
  }
}

int32_t Aligner::Reached(size_t row, int32_t diagonal) const {
  const Row& r = rows_[row];
  const int32_t at = diagonal - r.lowest;
  return at < 0 || at >= r.size ? kNowhere : cells_[r.begin + static_cast<size_t>(at)];
}

// How far one more edit than those of `row` leads on a diagonal: a word that was changed, left out,
// or put in.
int32_t Aligner::Next(size_t row, int32_t diagonal) const {
  int32_t next = kNowhere;
  for (int32_t y :
       {Reached(row, diagonal) + 1, Reached(row, diagonal - 1), Reached(row, diagonal + 1) + 1}) {
    if (y >= 0 && y <= again_size_ && y + diagonal <= first_size_) next = std::max(next, y);
  }
  return next;
}

template <class Side>
void Aligner::AddRow(const Side& side, int64_t least) {
  const size_t edits = rows_.size();
  const int32_t low = rows_.back().lowest - 1, high = rows_.back().lowest + rows_.back().size;
  Row row{cells_.size(), low, 0};
  for (int32_t diagonal = low; diagonal <= high; ++diagonal) {
    int32_t y = Next(edits - 1, diagonal);
    if (y >= 0) {
      while (y < again_size_ && y + diagonal < first_size_ && side.Equal(y + diagonal, y)) ++y;
      const int64_t score = 2 * int64_t{y} + diagonal - kEdit * static_cast<int64_t>(edits);
      if (score > best_.score) best_ = {edits, diagonal, y, score};
      if (score < least) y = kNowhere;
    }
    if (y < 0 && row.size == 0) {
      ++row.lowest;
    } else {
      cells_.push_back(y);
      ++row.size;
    }
  }
  for (; row.size > 0 && cells_.back() < 0; --row.size) cells_.pop_back();
  rows_.push_back(row);
}

// Finds the best place to end at. Returns whether there may be a better one behind it.
template <class Side>
bool Aligner::Extend(const Side& side) {
  int32_t y = 0;
  while (y < again_size_ && y < first_size_ && side.Equal(y, y)) ++y;
  cells_.assign(1, y);
  rows_.assign(1, {0, 0, 1});
  best_ = {0, 0, y, 2 * int64_t{y}};
  while (rows_.back().size > 0) {
    if (cells_.size() > kMostCells) return true;
    AddRow(side, best_.score - kDrop);
  }
  return false;
}

void Aligner::TraceBack() {
  traced_.clear();
  int32_t diagonal = best_.diagonal, y = best_.reached;
  for (size_t edits = best_.edits;; --edits) {
    const int32_t begin = edits == 0 ? 0 : Next(edits - 1, diagonal);
    if (y > begin) {
      traced_.push_back({static_cast<uint32_t>(begin + diagonal), static_cast<uint32_t>(begin),
                         static_cast<uint32_t>(y - begin)});
    }
    if (edits == 0) break;
    if (Reached(edits - 1, diagonal) + 1 == begin) {
      y = begin - 1;
    } else if (Reached(edits - 1, diagonal - 1) == begin) {
      y = begin;
      --diagonal;
    } else {
      y = begin - 1;
      ++diagonal;
    }
  }
  std::ranges::reverse(traced_);
}

void Aligner::Align(std::span<const uint64_t> words, uint32_t first, uint32_t again,
                    uint32_t lowest, std::vector<EqualRun>* runs) {
  assert(first < again && lowest <= again && again < words.size());
  runs->clear();
  lowest = std::max(lowest, first);
  uint32_t f = first, a = again;
  for (bool more = true; more;) {
    first_size_ = static_cast<int32_t>(f);
    again_size_ = static_cast<int32_t>(a - lowest);
    more = Extend(LeftOf{words.data() + f, words.data() + a});
    TraceBack();
    for (const EqualRun& run : traced_) {
      runs->push_back({f - run.first_end(), a - run.again_end(), run.words});
    }
    f -= static_cast<uint32_t>(best_.reached + best_.diagonal);
    a -= static_cast<uint32_t>(best_.reached);
  }
  std::ranges::reverse(*runs);
  const uint32_t first_end = a;
  f = first;
  a = again;
  for (bool more = true; more;) {
    first_size_ = static_cast<int32_t>(first_end - f);
    again_size_ = static_cast<int32_t>(words.size() - a);
    more = Extend(RightOf{words.data() + f, words.data() + a});
    TraceBack();
    for (const EqualRun& run : traced_) {
      const EqualRun next = {f + run.first, a + run.again, run.words};
      if (!runs->empty() && runs->back().first_end() == next.first &&
          runs->back().again_end() == next.again) {
        runs->back().words += next.words;
      } else {
        runs->push_back(next);
      }
    }
    f += static_cast<uint32_t>(best_.reached + best_.diagonal);
    a += static_cast<uint32_t>(best_.reached);
  }
}

}  // namespace nearcopy
