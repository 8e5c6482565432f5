#include "nearcopy/passage/repeats.h"

#include <algorithm>
#include <cassert>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// Alignments that are not exact begin at so many equal words.
constexpr uint32_t kSeedWords = kFewestRepeatWords;

// What of a document the second sides of alignments cover so far, as one walks through it. No seed
// in there is looked at, so what an alignment adds on its right is paid for by the words that it
// covers. On its left are words that others cover already; their total is bounded by the words
// walked through.
class Ground {
 public:
  bool Covers(uint32_t end) const { return end <= covered_; }

  // How far to the left an alignment through word `at` may go.
  uint32_t Lowest(uint32_t at) const {
    constexpr uint64_t kLeftWords = 16;  // a word
    const uint32_t covered = std::min(at, covered_);
    const uint64_t left = kLeftWords * at - left_;
    return covered - static_cast<uint32_t>(std::min<uint64_t>(covered, left));
  }

  void Cover(WordRange again) {
    left_ += covered_ - std::min(again.begin, covered_);
    covered_ = std::max(covered_, again.end);
  }

 private:
  uint32_t covered_ = 0;  // up to here
  uint64_t left_ = 0;     // words covered once more
};

// The most links of neighbouring words, as any long repeat has.
uint32_t LongestStreak(std::span<const RunLink> links) {
  uint32_t longest = 0, streak = 0;
  for (size_t i = 0; i < links.size(); ++i) {
    streak = i > 0 && links[i].again == links[i - 1].again + 1 ? streak + 1 : 1;
    longest = std::max(longest, streak);
  }
  return longest;
}

}  // namespace

RepeatFinder::RepeatFinder(const RepeatOptions& options, Simd simd)
    : options_(options), links_(simd), long_links_(simd) {
  assert(options.least_words >= kFewestRepeatWords);
}

void RepeatFinder::Find(std::span<const uint64_t> words, std::vector<Repeat>* repeats) {
  repeats->clear();
  if (words.size() < 2 * size_t{options_.least_words}) return;
  const std::span<const RunLink> links = links_.Find(words, kSeedWords);
  if (!links.empty()) {
    std::span<const RunLink> long_links;
    if (LongestStreak(links) > options_.least_words - kSeedWords) {
      long_links = long_links_.Find(words, options_.least_words);
    }
    FindExact(words, long_links);
    FindNear(words, links);
    if (!candidates_.empty() || !long_links.empty()) {
      candidates_.Choose(options_.least_words);
      candidates_.AddMissed(words, long_links, options_.least_words);
      candidates_.Finish(words, repeats);
      candidates_.Clear();
    }
    long_links_.DropGiants();
    DropGiant(&runs_);
  }
  links_.DropGiants();
}

// Every run of so many words that stood before becomes part of a candidate.
void RepeatFinder::FindExact(std::span<const uint64_t> words, std::span<const RunLink> links) {
  const uint32_t length = options_.least_words;
  Ground ground;
  for (const RunLink& link : links) {
    if (ground.Covers(link.again + length)) continue;
    const uint32_t lowest = ground.Lowest(link.again);
    uint32_t first = link.first, again = link.again, end = again + length;
    while (first > 0 && again > lowest && words[first - 1] == words[again - 1]) --first, --again;
    const uint32_t distance = again - first;
    while (end < words.size() && words[end - distance] == words[end]) ++end;
    ground.Cover({again, end});
    AddExact({first, again, end - again});
  }
}

// What repeats itself at a distance shorter than itself, repeats itself at any multiple of it too.
// The longest two stretches that do not overlap are near the halves; then come those of the first
// half, and so on.
void RepeatFinder::AddExact(EqualRun run) {
  const uint32_t period = run.again - run.first, first = run.first;
  uint32_t words = period + run.words;
  const auto add = [&](uint32_t distance, uint32_t size) {
    if (size < options_.least_words) return;
    const EqualRun part = {first, first + distance, size};
    candidates_.Add({&part, 1});
  };
  while (words > period) {
    const uint32_t periods = std::max(1u, (words + period) / (2 * period));
    const uint32_t distance = periods * period;
    const uint32_t size = std::min(distance, words - distance);
    if (size < options_.least_words) break;
    add(distance, size);
    add(distance + size, words - distance - size);
    words = distance;
  }
}

void RepeatFinder::FindNear(std::span<const uint64_t> words, std::span<const RunLink> links) {
  Ground ground;
  EqualRun failed;  // the last alignment that was worth too little, as one run
  for (const RunLink& link : links) {
    if (ground.Covers(link.again + kSeedWords)) continue;
    const bool same = link.again - link.first == failed.again - failed.first;
    if (same && link.again < failed.again_end()) continue;
    aligner_.Align(words, link.first, link.again, ground.Lowest(link.again), &runs_);
    if (HalfScore(runs_) < 2 * int64_t{options_.least_words}) {
      failed = {link.first, link.again, AgainRange(runs_).end - link.again};
      continue;
    }
    ground.Cover(AgainRange(runs_));
    if (runs_.size() > 1) candidates_.Add(runs_);
  }
}

}  // namespace nearcopy
