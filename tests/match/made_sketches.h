#ifndef NEARCOPY_TESTS_MATCH_MADE_SKETCHES_H_
#define NEARCOPY_TESTS_MATCH_MADE_SKETCHES_H_

#include <random>
#include <vector>

#include "nearcopy/match/sketch_table.h"

namespace nearcopy {

// Rows in families: each a base sketch of which a share of the slots is drawn anew.
inline SketchTable MakeTable(const SketchShape& shape, size_t rows, std::mt19937_64* rng) {
  SketchTable table(shape);
  std::vector<uint64_t> base(shape.words());
  for (size_t i = 0; i < rows; ++i) {
    if (i % 5 == 0) {
      for (uint64_t& w : base) w = (*rng)();
    }
    std::vector<uint64_t> sketch = base;
    if (shape.kind == SketchKind::kSimHash) {
      for (size_t flips = (*rng)() % 12; flips > 0; --flips) {
        const uint64_t bit = (*rng)() % static_cast<uint64_t>(shape.slots);
        sketch[bit / 64] ^= uint64_t{1} << (bit % 64);
      }
    } else {
      const uint64_t change = (*rng)() % 60;
      for (size_t slot = 0; slot < static_cast<size_t>(shape.slots); ++slot) {
        if ((*rng)() % 100 < change) sketch[slot / 4] ^= ((*rng)() & 0xffff) << (16 * (slot % 4));
      }
    }
    table.Append(sketch);
  }
  return table;
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_MATCH_MADE_SKETCHES_H_
