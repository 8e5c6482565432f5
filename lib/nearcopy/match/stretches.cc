#include "nearcopy/match/stretches.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "absl/container/flat_hash_map.h"
#include "nearcopy/match/window_hashes.h"

namespace nearcopy {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

// Where the windows of a text stand, those with the same hash in a chain.
class Windows {
 public:
  Windows(std::span<const uint64_t> words, size_t length) {
    std::vector<uint64_t> hashes;
    WindowHashes(words, length, &hashes);
    next_.resize(hashes.size());
    first_.reserve(hashes.size());
    for (auto i = static_cast<uint32_t>(hashes.size()); i-- > 0;) {
      const auto [first, is_new] = first_.try_emplace(hashes[i], i);
      next_[i] = is_new ? kNone : first->second;
      first->second = i;
    }
  }

  // kNone behind the last one.
  uint32_t First(uint64_t hash) const {
    const auto first = first_.find(hash);
    return first == first_.end() ? kNone : first->second;
  }
  uint32_t Next(uint32_t place) const { return next_[place]; }

 private:
  absl::flat_hash_map<uint64_t, uint32_t> first_;
  std::vector<uint32_t> next_;
};

uint32_t EqualWords(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  const auto size = static_cast<ptrdiff_t>(std::min(a.size(), b.size()));
  return static_cast<uint32_t>(std::mismatch(a.begin(), a.begin() + size, b.begin()).first -
                               a.begin());
}

}  // namespace

std::vector<CommonRun> MatchedStretches(std::span<const uint64_t> a, std::span<const uint64_t> b,
                                        size_t least, std::span<const CommonRun> aligned) {
  assert(least > 0);
  std::vector<CommonRun> stretches;
  const Windows windows(a, least);
  std::vector<uint64_t> hashes;
  WindowHashes(b, least, &hashes);
  auto run = aligned.begin();
  for (uint32_t j = 0; j < hashes.size();) {
    while (run != aligned.end() && run->b + run->length <= j) ++run;
    CommonRun longest{0, j, 0};
    const auto look_at = [&](uint32_t i) {
      const uint32_t length = EqualWords(a.subspan(i), b.subspan(j));
      if (length > longest.length) longest = {i, j, length};
    };
    if (run != aligned.end() && run->b <= j) look_at(run->a + (j - run->b));
    uint32_t i = windows.First(hashes[j]);
    for (int places = 0; i != kNone && places < kMostPlaces; ++places, i = windows.Next(i)) {
      look_at(i);
    }
    if (longest.length < least) {
      ++j;
      continue;
    }
    stretches.push_back(longest);
    j += longest.length;
  }
  return stretches;
}

}  // namespace nearcopy
