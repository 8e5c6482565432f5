#include "nearcopy/match/alignment.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/match/window_hashes.h"

namespace nearcopy {
namespace {

// Lengths of the shingles that are looked for in turn, in what lies between those of the last turn.
constexpr size_t kAnchorLengths[] = {8, 4, 2, 1};

struct Box {
  uint32_t a_begin, a_end, b_begin, b_end;

  uint32_t a() const { return a_end - a_begin; }
  uint32_t b() const { return b_end - b_begin; }
};

struct Place {
  uint32_t a, b;
};

// The longest chain of places, which ascend in b, that ascends in a as well.
std::vector<Place> Ascending(const std::vector<Place>& places) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  std::vector<uint32_t> last, before(places.size(), kNone);  // last place of a chain of each length
  for (uint32_t i = 0; i < places.size(); ++i) {
    const auto longer = std::lower_bound(last.begin(), last.end(), places[i].a,
                                         [&](uint32_t p, uint32_t a) { return places[p].a < a; });
    if (longer != last.begin()) before[i] = longer[-1];
    if (longer == last.end()) {
      last.push_back(i);
    } else {
      *longer = i;
    }
  }
  std::vector<Place> chain(last.size());
  uint32_t p = last.empty() ? kNone : last.back();
  for (auto out = chain.rbegin(); out != chain.rend(); ++out, p = before[p]) *out = places[p];
  return chain;
}

class Aligner {
 public:
  Aligner(std::span<const uint64_t> a, std::span<const uint64_t> b) : a_(a), b_(b) {}

  std::vector<CommonRun> Align() {
    Solve({0, static_cast<uint32_t>(a_.size()), 0, static_cast<uint32_t>(b_.size())}, 0);
    return std::move(runs_);
  }

 private:
  void Solve(Box box, size_t level) {
    EmitPrefix(&box);
    uint32_t suffix = 0;
    while (suffix < std::min(box.a(), box.b()) &&
           a_[box.a_end - suffix - 1] == b_[box.b_end - suffix - 1]) {
      ++suffix;
    }
    box.a_end -= suffix;
    box.b_end -= suffix;
    if (box.a() > 0 && box.b() > 0) {
      if (FewEdits(box)) {
        EmitPath(box);
      } else {
        Divide(box, level);
      }
    }
    Emit(box.a_end, box.b_end, suffix);
  }

  // By shingles that stand once in each text; what lies between them is solved by itself.
  void Divide(Box box, size_t level) {
    std::vector<Place> anchors;
    uint32_t length = 0;
    for (; anchors.empty() && level < std::size(kAnchorLengths); ++level) {
      length = static_cast<uint32_t>(kAnchorLengths[level]);
      anchors = Ascending(CommonOnce(box, length));
    }
    if (anchors.empty()) return Advance(box);
    for (const Place anchor : anchors) {
      // One that reaches into the last one goes on with it, or contradicts it.
      const bool inside = anchor.a < box.a_begin || anchor.b < box.b_begin;
      if (inside && anchor.a + box.b_begin != anchor.b + box.a_begin) continue;
      if (!inside) Solve({box.a_begin, anchor.a, box.b_begin, anchor.b}, level);
      const uint32_t from = std::max(anchor.a, box.a_begin), to = anchor.a + length;
      Emit(from, from - anchor.a + anchor.b, to - from);
      box.a_begin = to;
      box.b_begin = anchor.b + length;
    }
    Solve(box, level);
  }

  // Where each shingle stands that is once in each text, ascending in b.
  std::vector<Place> CommonOnce(const Box& box, size_t length) {
    std::vector<Place> places;
    if (box.a() < length || box.b() < length) return places;
    struct Seen {
      uint32_t a, in_a, in_b;
    };
    absl::flat_hash_map<uint64_t, Seen> seen;
    WindowHashes(a_.subspan(box.a_begin, box.a()), length, &hashes_);
    for (uint32_t i = 0; i < hashes_.size(); ++i) {
      Seen& s = seen.try_emplace(hashes_[i], Seen{}).first->second;
      s.a = box.a_begin + i;
      ++s.in_a;
    }
    WindowHashes(b_.subspan(box.b_begin, box.b()), length, &hashes_);
    for (const uint64_t hash : hashes_) {
      if (const auto s = seen.find(hash); s != seen.end()) ++s->second.in_b;
    }
    for (uint32_t j = 0; j < hashes_.size(); ++j) {
      const auto s = seen.find(hashes_[j]);
      if (s == seen.end() || s->second.in_a != 1 || s->second.in_b != 1) continue;
      const Place place{s->second.a, box.b_begin + j};
      const uint64_t* const words = a_.data() + place.a;
      if (std::equal(words, words + length, b_.data() + place.b)) places.push_back(place);
    }
    return places;
  }

  // Nothing tells what belongs together: takes the way that leads furthest with some edits, again
  // and again. Each time costs at most kMostEdits for each word of the way.
  void Advance(Box box) {
    for (;;) {
      EmitPrefix(&box);
      if (box.a() == 0 || box.b() == 0) return;
      const bool whole = FewEdits(box);
      const Place end = EmitPath(box);
      if (whole) return;
      box.a_begin = end.a;
      box.b_begin = end.b;
    }
  }

  // Myers' greedy algorithm: reach_ gets, for each number of edits d and diagonal -d + 2i (words of
  // a less words of b), how far into a a path comes. True if the whole box takes at most
  // kMostEdits; else some path has as many. Requires that the first words differ.
  bool FewEdits(const Box& box) {
    const uint64_t *const a = a_.data() + box.a_begin, *const b = b_.data() + box.b_begin;
    size_a_ = static_cast<int32_t>(box.a());
    size_b_ = static_cast<int32_t>(box.b());
    reach_.assign(1, 0);
    for (edits_ = 1;; ++edits_) {
      reach_.resize(Row(edits_ + 1));
      int64_t furthest = -1;  // words of both
      for (int i = 0; i <= edits_; ++i) {
        const int diagonal = 2 * i - edits_;
        int32_t x = BeforeSnake(edits_, i);
        if (x == kUnreachable) {
          reach_[Row(edits_) + static_cast<size_t>(i)] = x;
          continue;
        }
        while (x < size_a_ && x - diagonal < size_b_ && a[x] == b[x - diagonal]) ++x;
        reach_[Row(edits_) + static_cast<size_t>(i)] = x;
        if (int64_t{2} * x - diagonal <= furthest) continue;
        furthest = int64_t{2} * x - diagonal;
        way_ = i;
      }
      if (furthest == int64_t{size_a_} + size_b_) return true;
      if (edits_ == kMostEdits) return false;
    }
  }

  // How far a path with d edits is in a on its diagonal number i, before equal words.
  int32_t BeforeSnake(int d, int i) const {
    const int32_t* const row = reach_.data() + Row(d - 1);
    const int diagonal = 2 * i - d;
    int32_t x = kUnreachable;
    if (i > 0 && row[i - 1] != kUnreachable && row[i - 1] < size_a_) x = row[i - 1] + 1;
    if (i < d && row[i] != kUnreachable && row[i] - diagonal <= size_b_) x = std::max(x, row[i]);
    return x;
  }

  // Emits the equal words of the path that FewEdits chose, and returns where it ends.
  Place EmitPath(const Box& box) {
    struct Snake {
      int32_t from, to;
      int diagonal;
    };
    std::vector<Snake> snakes;
    for (int d = edits_, i = way_; d > 0; --d) {
      const int32_t from = BeforeSnake(d, i);
      snakes.push_back({from, reach_[Row(d) + static_cast<size_t>(i)], 2 * i - d});
      const int32_t* const row = reach_.data() + Row(d - 1);
      const bool from_a = i > 0 && row[i - 1] != kUnreachable && row[i - 1] + 1 == from;
      if (from_a) --i;
    }
    for (auto s = snakes.rbegin(); s != snakes.rend(); ++s) {
      Emit(box.a_begin + static_cast<uint32_t>(s->from),
           box.b_begin + static_cast<uint32_t>(s->from - s->diagonal),
           static_cast<uint32_t>(s->to - s->from));
    }
    const Snake& last = snakes.front();
    return {box.a_begin + static_cast<uint32_t>(last.to),
            box.b_begin + static_cast<uint32_t>(last.to - last.diagonal)};
  }

  void EmitPrefix(Box* box) {
    const uint64_t *const a = a_.data() + box->a_begin, *const b = b_.data() + box->b_begin;
    const auto end = std::mismatch(a, a + std::min(box->a(), box->b()), b).first;
    const auto length = static_cast<uint32_t>(end - a);
    Emit(box->a_begin, box->b_begin, length);
    box->a_begin += length;
    box->b_begin += length;
  }

  void Emit(uint32_t a, uint32_t b, uint32_t length) {
    if (length == 0) return;
    if (!runs_.empty() && runs_.back().a + runs_.back().length == a &&
        runs_.back().b + runs_.back().length == b) {
      runs_.back().length += length;
    } else {
      runs_.push_back({a, b, length});
    }
  }

  static constexpr int32_t kUnreachable = -1;
  static size_t Row(int d) { return static_cast<size_t>(d) * static_cast<size_t>(d + 1) / 2; }

  const std::span<const uint64_t> a_, b_;
  std::vector<CommonRun> runs_;
  std::vector<uint64_t> hashes_;
  // Of the last FewEdits: its triangle, its box, its edits and the diagonal where its path ends.
  std::vector<int32_t> reach_;
  int32_t size_a_ = 0, size_b_ = 0;
  int edits_ = 0, way_ = 0;
};

}  // namespace

std::vector<CommonRun> Align(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  assert(std::max(a.size(), b.size()) <= std::numeric_limits<int32_t>::max());
  return Aligner(a, b).Align();
}

std::vector<CommonRun> WithoutStrayRuns(std::span<const CommonRun> runs, size_t a, size_t b) {
  constexpr uint32_t kClear = 8;  // words in one run that are no chance
  std::vector<CommonRun> kept;
  // The change between the end of one run and the beginning of the next.
  const auto change = [](const CommonRun& from, uint32_t next_a, uint32_t next_b) {
    return std::max(next_a - from.a - from.length, next_b - from.b - from.length);
  };
  const auto drop_strays = [&](uint32_t next_a, uint32_t next_b) {
    while (!kept.empty()) {
      const CommonRun last = kept.back();
      const CommonRun before = kept.size() > 1 ? kept[kept.size() - 2] : CommonRun{0, 0, 0};
      const uint32_t shorter =
          std::min(change(before, last.a, last.b), change(last, next_a, next_b));
      if (last.length >= kClear || last.length > shorter) return;
      kept.pop_back();
    }
  };
  for (const CommonRun& run : runs) {
    drop_strays(run.a, run.b);
    kept.push_back(run);
  }
  drop_strays(static_cast<uint32_t>(a), static_cast<uint32_t>(b));
  return kept;
}

namespace {

// How many words behind (before, if negative) words [begin, end), which only one text has, stand
// best, from -most_before to most_behind.
int BestSlide(std::span<const uint64_t> words, uint32_t begin, uint32_t end, int most_before,
              int most_behind, const BeginningRank& rank) {
  int first = 0, last = 0;
  const auto at = [&](uint32_t word, int slide) {
    return static_cast<uint32_t>(static_cast<int64_t>(word) + slide);
  };
  while (-first < most_before && words[at(begin, first - 1)] == words[at(end, first - 1)]) --first;
  while (last < most_behind && words[at(begin, last)] == words[at(end, last)]) ++last;
  if (first == last) return 0;
  const auto value = [&](int slide) { return rank(at(begin, slide)) + rank(at(end, slide)); };
  int best = 0, best_value = value(0);
  for (int slide = first; slide <= last; ++slide) {
    const int slide_value = value(slide);
    if (slide_value <= best_value) continue;
    best = slide;
    best_value = slide_value;
  }
  return best;
}

}  // namespace

void SlideChanges(std::span<const uint64_t> a, std::span<const uint64_t> b,
                  const BeginningRank& rank_a, const BeginningRank& rank_b,
                  std::vector<CommonRun>* runs) {
  constexpr uint32_t kFar = 64;  // words; longer turns of the same words begin nowhere
  for (size_t i = 1; i < runs->size(); ++i) {
    CommonRun &before = (*runs)[i - 1], &behind = (*runs)[i];
    const uint32_t end_a = before.a + before.length, end_b = before.b + before.length;
    const bool removed = end_a < behind.a, added = end_b < behind.b;
    if (removed == added) continue;
    const int most_before = static_cast<int>(std::min(kFar, before.length - 1));
    const int most_behind = static_cast<int>(std::min(kFar, behind.length - 1));
    const int slide = removed ? BestSlide(a, end_a, behind.a, most_before, most_behind, rank_a)
                              : BestSlide(b, end_b, behind.b, most_before, most_behind, rank_b);
    before.length += static_cast<uint32_t>(slide);
    behind.a += static_cast<uint32_t>(slide);
    behind.b += static_cast<uint32_t>(slide);
    behind.length -= static_cast<uint32_t>(slide);
  }
}

}  // namespace nearcopy
