#ifndef NEARCOPY_TESTS_PASSAGE_MADE_WORDS_H_
#define NEARCOPY_TESTS_PASSAGE_MADE_WORDS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace nearcopy {

using WordHashes = std::vector<uint64_t>;
using Rng = std::mt19937_64;

// Words as often as news has them: the r-th of 20,000 words is 1 / r as frequent as the first.
class NewsWords {
 public:
  explicit NewsWords(uint64_t seed) : rng_(seed) {
    double sum = 0;
    for (int r = 1; r <= 20000; ++r) upto_.push_back(sum += 1.0 / (r + 2));
  }

  uint64_t Word() {
    const double at = std::uniform_real_distribution<double>(0, upto_.back())(rng_);
    return Hash(static_cast<uint64_t>(std::ranges::upper_bound(upto_, at) - upto_.begin()));
  }
  WordHashes Words(size_t n) {
    WordHashes out(n);
    for (uint64_t& w : out) w = Word();
    return out;
  }
  size_t Between(size_t least, size_t most) {
    return std::uniform_int_distribution<size_t>(least, most)(rng_);
  }
  Rng& rng() { return rng_; }

  // A hash of a number, which no two have in common.
  static uint64_t Hash(uint64_t x) {
    x = (x + 1) * 0x9e3779b97f4a7c15;
    x = (x ^ x >> 31) * 0xbf58476d1ce4e5b9;
    return x ^ x >> 29;
  }

 private:
  Rng rng_;
  std::vector<double> upto_;
};

inline void Append(const WordHashes& words, WordHashes* out) {
  out->insert(out->end(), words.begin(), words.end());
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_PASSAGE_MADE_WORDS_H_
