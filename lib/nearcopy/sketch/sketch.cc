#include "nearcopy/sketch/sketch.h"

#include <array>
#include <cassert>

#include "nearcopy/sketch/fast_similarity.h"
#include "nearcopy/sketch/minhash.h"
#include "nearcopy/sketch/simhash.h"

namespace nearcopy {

std::string_view Name(SketchKind kind) {
  switch (kind) {
    case SketchKind::kFastSimilarity:
      return "fastsim";
    case SketchKind::kMinHash:
      return "minhash";
    case SketchKind::kSimHash:
      return "simhash";
  }
  return "";
}

void Sketch(const SketchShape& shape, std::span<const uint64_t> shingles, Simd simd,
            std::vector<uint64_t>* scratch, std::span<uint64_t> out) {
  assert(out.size() == shape.words());
  if (shape.kind == SketchKind::kSimHash) return SimHash(shingles, scratch, out);
  assert(shape.slots > 0 && shape.slots <= kMostSlots && shape.slots % 4 == 0);
  std::array<uint16_t, kMostSlots> buffer;
  const std::span<uint16_t> slots(buffer.data(), static_cast<size_t>(shape.slots));
  if (shape.kind == SketchKind::kMinHash) {
    MinHashSketch(shingles, simd, slots);
  } else {
    FastSimilaritySketch(shingles, simd, slots);
  }
  // Where bytes lie this way round already, compilers make one load of it.
  for (size_t i = 0; i < out.size(); ++i) {
    const uint16_t* four = slots.data() + 4 * i;
    out[i] = uint64_t{four[0]} | uint64_t{four[1]} << 16 | uint64_t{four[2]} << 32 |
             uint64_t{four[3]} << 48;
  }
}

}  // namespace nearcopy
