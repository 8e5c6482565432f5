#include "nearcopy/match/simhash_search.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

#include "nearcopy/match/bands.h"

namespace nearcopy {
namespace {

// Keys shorter than this put too many unlike rows into one bucket, whatever their number.
constexpr int kShortestKey = 12;

double Choose(int n, int k) {
  double c = 1;
  for (int i = 1; i <= k; ++i) c = c * (n - k + i) / i;
  return c;
}

// The fewest blocks that find `distance` within the table and key limits; 0 if none do.
int BlocksFor(int bits, int distance, int key_bits) {
  for (int blocks = distance + 1; blocks <= bits; ++blocks) {
    if (Choose(blocks, distance) > static_cast<double>(kMostTables)) return 0;
    if ((blocks - distance) * (bits / blocks) >= key_bits) return blocks;
  }
  return 0;
}

void AddMask(const SimHashSearch& search, const std::vector<int>& equal_blocks,
             std::vector<uint64_t>* masks) {
  const size_t at = masks->size();
  masks->resize(at + search.words(), 0);
  for (int block : equal_blocks) {
    const int first = block * search.bits / search.blocks;
    const int end = (block + 1) * search.bits / search.blocks;
    for (int bit = first; bit < end; ++bit) {
      (*masks)[at + static_cast<size_t>(bit / 64)] |= uint64_t{1} << (bit % 64);
    }
  }
}

// Every choice of blocks - distance of the blocks, in lexical order.
void AddAllMasks(SimHashSearch* search) {
  const int n = search->blocks, k = n - search->distance;
  std::vector<int> chosen(static_cast<size_t>(k));
  std::iota(chosen.begin(), chosen.end(), 0);
  while (true) {
    AddMask(*search, chosen, &search->masks);
    int i = k - 1;
    while (i >= 0 && chosen[static_cast<size_t>(i)] == n - k + i) --i;
    if (i < 0) return;
    ++chosen[static_cast<size_t>(i)];
    for (int j = i + 1; j < k; ++j) {
      chosen[static_cast<size_t>(j)] = chosen[static_cast<size_t>(j - 1)] + 1;
    }
  }
}

}  // namespace

SimHashSearch ChooseSimHashSearch(int bits, double threshold, double recall, size_t rows) {
  SimHashSearch search;
  search.bits = bits;
  const double cosine = std::min(1.0, 2 * threshold / (1 + threshold));
  const double differ = std::acos(cosine) / std::numbers::pi;
  search.wanted = 0;
  while (search.wanted < bits && BinomialBelow(bits, differ, search.wanted + 1) < recall) {
    ++search.wanted;
  }
  const int key_bits = std::max(kShortestKey, static_cast<int>(std::bit_width(rows)) - 3);
  for (search.distance = std::min(search.wanted, bits - 1); search.distance > 0;
       --search.distance) {
    search.blocks = BlocksFor(bits, search.distance, key_bits);
    if (search.blocks > 0) break;
  }
  if (search.distance == 0) search.blocks = 1;
  search.recall = BinomialBelow(bits, differ, search.distance + 1);
  AddAllMasks(&search);
  return search;
}

}  // namespace nearcopy
