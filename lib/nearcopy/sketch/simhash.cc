#include "nearcopy/sketch/simhash.h"

#include <algorithm>
#include <array>

#include "nearcopy/sketch/round_hash.h"

namespace nearcopy {

void SimHash(std::span<const uint64_t> shingles, std::vector<uint64_t>* scratch,
             std::span<uint64_t> bits) {
  scratch->assign(shingles.begin(), shingles.end());
  std::sort(scratch->begin(), scratch->end());
  scratch->erase(std::unique(scratch->begin(), scratch->end()), scratch->end());
  for (size_t word = 0; word < bits.size(); ++word) {
    std::array<uint32_t, 64> ones{};
    for (uint64_t s : *scratch) {
      const uint64_t h = RoundHash(s, word);
      for (size_t i = 0; i < 64; ++i) ones[i] += (h >> i) & 1;
    }
    bits[word] = 0;
    for (size_t i = 0; i < 64; ++i) {
      bits[word] |= static_cast<uint64_t>(2 * size_t{ones[i]} > scratch->size()) << i;
    }
  }
}

}  // namespace nearcopy
