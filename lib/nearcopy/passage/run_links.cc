#include "nearcopy/passage/run_links.h"

#include <algorithm>
#include <bit>
#include <cassert>

#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t h = (a ^ std::rotl(b, 29)) * 0x9e3779b97f4a7c15;
  h ^= h >> 32;
  return (h + b) * 0xd6e8feb86659fd93;
}

}  // namespace

// Runs that are too long for a shingle are hashed by two shorter ones that cover them.
void RunLinks::HashRuns(std::span<const uint64_t> words, uint32_t length) {
  uint32_t done = std::min<uint32_t>(length, kLongestShingle);
  size_t count = words.size() - done + 1;
  if (hashes_.size() < count) hashes_.resize(std::max(count, 2 * hashes_.size()));
  HashShingles(words, static_cast<int>(done), simd_, hashes_.data());
  while (done < length) {
    const uint32_t step = std::min(done, length - done);
    count -= step;
    done += step;
    for (size_t i = 0; i < count; ++i) hashes_[i] = Mix(hashes_[i], hashes_[i + step]);
  }
}

std::span<const RunLink> RunLinks::Find(std::span<const uint64_t> words, uint32_t length) {
  assert(length > 0);
  links_.clear();
  if (words.size() < length) return links_;
  HashRuns(words, length);
  const size_t count = words.size() - length + 1;
  // Up to twelve slots a run while they stay in the first cache: each run that is not where it is
  // looked for first costs a branch that was not foreseen.
  constexpr int kFewBits = 13;
  const int least_bits = std::bit_width(count + count / 2);
  const int bits = std::clamp(kFewBits, least_bits, least_bits + 2);
  const int shift = 64 - bits;
  const size_t mask = (size_t{1} << bits) - 1;
  slots_.assign(mask + 1, 0);
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t hash = hashes_[i];
    size_t slot = hash >> shift;
    while (slots_[slot] != 0 && hashes_[slots_[slot] - 1] != hash) slot = (slot + 1) & mask;
    if (slots_[slot] == 0) {
      slots_[slot] = i + 1;
    } else {
      links_.push_back({slots_[slot] - 1, i});
    }
  }
  return links_;
}

void RunLinks::DropGiants() {
  DropGiant(&hashes_);
  DropGiant(&slots_);
  DropGiant(&links_);
}

}  // namespace nearcopy
