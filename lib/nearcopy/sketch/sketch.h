#ifndef NEARCOPY_SKETCH_SKETCH_H_
#define NEARCOPY_SKETCH_SKETCH_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nearcopy/text/simd.h"

namespace nearcopy {

enum class SketchKind { kFastSimilarity, kMinHash, kSimHash };
std::string_view Name(SketchKind kind);  // "fastsim", "minhash", "simhash"

inline constexpr int kMostSlots = 1024;

// The kind and size of a sketch: 16-bit slots (a power of two from 16 to 1024), or bits of a
// SimHash (64 or 128).
struct SketchShape {
  SketchKind kind = SketchKind::kFastSimilarity;
  int slots = 128;

  // 64-bit words a sketch takes; four slots are one, slot 0 the lowest 16 bits of word 0.
  size_t words() const {
    return static_cast<size_t>(kind == SketchKind::kSimHash ? slots / 64 : slots / 4);
  }
};

// Writes the sketch of a document's shingle hashes into shape.words() words. `scratch` is a buffer
// to reuse. Any thread.
void Sketch(const SketchShape& shape, std::span<const uint64_t> shingles, Simd simd,
            std::vector<uint64_t>* scratch, std::span<uint64_t> out);

// Slot i of a sketch of 16-bit slots.
inline uint16_t Slot(std::span<const uint64_t> sketch, size_t i) {
  return static_cast<uint16_t>(sketch[i / 4] >> (16 * (i % 4)));
}

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_SKETCH_H_
