#ifndef NEARCOPY_SKETCH_FAST_SIMILARITY_H_
#define NEARCOPY_SKETCH_FAST_SIMILARITY_H_

#include <cstdint>
#include <span>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017). Writes one 16-bit value a
// slot; two sketches agree in a slot with the probability of the sets' Jaccard similarity, but for
// 2^-16. `shingles` are shingle hashes, in any order, duplicates allowed; none leaves all slots 0.
// Requires that slots.size() is a power of two from 16 to 1024. Any thread.
void FastSimilaritySketch(std::span<const uint64_t> shingles, Simd simd, std::span<uint16_t> slots);

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_FAST_SIMILARITY_H_
