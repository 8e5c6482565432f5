#include "nearcopy/passage/repeat_candidates.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <map>
#include <tuple>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// Words that are some repeat's `again`.
class TakenWords {
 public:
  void Take(WordRange words) { taken_.emplace(words.begin, words.end); }

  // Calls `visit` with each longest free part of `words`.
  template <typename Visit>
  void ForEachFree(WordRange words, const Visit& visit) const {
    auto next = taken_.upper_bound(words.begin);
    uint32_t at = words.begin;
    if (next != taken_.begin()) at = std::max(at, std::prev(next)->second);
    for (; next != taken_.end() && next->first < words.end; ++next) {
      if (at < next->first) visit(WordRange{at, next->first});
      at = next->second;
    }
    if (at < words.end) visit(WordRange{at, words.end});
  }

 private:
  std::map<uint32_t, uint32_t> taken_;  // ends by begin; disjoint
};

// Lets the first and the last run of an alignment go on within the free words of its second side.
void Grow(std::span<const uint64_t> words, WordRange free, EqualRun* front, EqualRun* back) {
  while (front->first > 0 && front->again > std::max(free.begin, back->first_end()) &&
         words[front->first - 1] == words[front->again - 1]) {
    --front->first, --front->again, ++front->words;
  }
  while (back->again_end() < free.end && back->first_end() < front->again &&
         words[back->first_end()] == words[back->again_end()]) {
    ++back->words;
  }
}

Repeat ToRepeat(std::span<const EqualRun> runs) {
  Repeat repeat;
  repeat.exact = runs.size() == 1;
  repeat.first = FirstRange(runs);
  repeat.again = AgainRange(runs);
  uint64_t equal = 0;
  for (const EqualRun& run : runs) equal += run.words;
  repeat.similarity = 2 * static_cast<double>(equal) /
                      (static_cast<double>(repeat.first.size()) + repeat.again.size());
  repeat.equal.assign(runs.begin(), runs.end());
  return repeat;
}

}  // namespace

void RepeatCandidates::Clear() {
  DropGiant(&runs_);
  DropGiant(&stretches_);
  DropGiant(&chosen_);
  DropGiant(&part_);
  runs_.clear();
  stretches_.clear();
  chosen_.clear();
}

// Whether b is to be chosen before a.
bool RepeatCandidates::IsLater(const Stretch& a, const Stretch& b) {
  const auto order = [](const Stretch& s) {
    return std::tuple(s.again.size(), s.exact(), ~s.again.begin, ~s.begin);
  };
  return order(a) < order(b);
}

void RepeatCandidates::Add(std::span<const EqualRun> runs) {
  assert(FirstRange(runs).end <= AgainRange(runs).begin);
  stretches_.push_back({AgainRange(runs), runs_.size(), runs_.size() + runs.size()});
  runs_.insert(runs_.end(), runs.begin(), runs.end());
}

void RepeatCandidates::AddWithin(const Stretch& stretch, WordRange again, uint32_t least_words) {
  part_.clear();
  AppendWithin(Runs(stretch), again, &part_);
  const std::span<const EqualRun> best = BestPart(part_);
  if (HalfScore(best) < 2 * int64_t{least_words}) return;
  Add(best);
  std::ranges::push_heap(stretches_, IsLater);
}

void RepeatCandidates::Choose(uint32_t least_words) {
  TakenWords taken;
  std::ranges::make_heap(stretches_, IsLater);
  while (!stretches_.empty()) {
    std::ranges::pop_heap(stretches_, IsLater);
    const Stretch stretch = stretches_.back();
    stretches_.pop_back();
    taken.ForEachFree(stretch.again, [&](WordRange free) {
      if (free == stretch.again) {
        chosen_.push_back(stretch);
      } else if (free.size() >= least_words) {
        AddWithin(stretch, free, least_words);
      }
    });
    if (!chosen_.empty() && chosen_.back().begin == stretch.begin) taken.Take(stretch.again);
  }
  SortChosen();
}

void RepeatCandidates::SortChosen() {
  std::ranges::sort(chosen_, {}, [](const Stretch& s) { return s.again.begin; });
}

void RepeatCandidates::AddMissed(std::span<const uint64_t> words, std::span<const RunLink> links,
                                 uint32_t least_words) {
  const size_t chosen = chosen_.size();
  size_t next = 0;    // the first of them that ends behind the link
  uint32_t free = 0;  // from here on, up to that one
  for (const RunLink& link : links) {
    for (; next < chosen && chosen_[next].again.end <= link.again; ++next) {
      free = std::max(free, chosen_[next].again.end);
    }
    const size_t taken = next < chosen ? chosen_[next].again.begin : words.size();
    if (link.again < free || link.again + least_words > taken) continue;
    if (link.again - link.first < least_words) continue;
    EqualRun run = {link.first, link.again, least_words};
    Grow(words, {free, static_cast<uint32_t>(taken)}, &run, &run);
    Add({&run, 1});
    chosen_.push_back(stretches_.back());
    stretches_.pop_back();
    free = run.again_end();
  }
  SortChosen();
}

void RepeatCandidates::Finish(std::span<const uint64_t> words, std::vector<Repeat>* repeats) {
  ResolveFirst();
  // What was cut off by a candidate that lost more of its own words goes to its neighbour, if that
  // has the same words.
  uint32_t free = 0;
  for (size_t i = 0; i < chosen_.size(); ++i) {
    const bool last = i + 1 == chosen_.size();
    const size_t taken = last ? words.size() : chosen_[i + 1].again.begin;
    EqualRun &front = runs_[chosen_[i].begin], &back = runs_[chosen_[i].end - 1];
    Grow(words, {free, static_cast<uint32_t>(taken)}, &front, &back);
    free = back.again_end();
  }
  repeats->clear();
  for (const Stretch& stretch : chosen_) repeats->push_back(ToRepeat(Runs(stretch)));
  std::ranges::stable_sort(*repeats, std::greater(), &Repeat::words);
}

void RepeatCandidates::ResolveFirst() {
  for (const Stretch& stretch : chosen_) {
    const WordRange first = FirstRange(Runs(stretch));
    auto source = std::ranges::upper_bound(chosen_, first.begin, {},
                                           [](const Stretch& s) { return s.again.begin; });
    if (source == chosen_.begin()) continue;
    --source;
    if (!source->exact() || first.end > source->again.end) continue;
    // It stands before this one, so its own first is resolved.
    const uint32_t shift = source->again.begin - runs_[source->begin].first;
    for (size_t i = stretch.begin; i < stretch.end; ++i) runs_[i].first -= shift;
  }
}

}  // namespace nearcopy
