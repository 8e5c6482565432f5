#ifndef NEARCOPY_SKETCH_MINHASH_H_
#define NEARCOPY_SKETCH_MINHASH_H_

#include <cstdint>
#include <span>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Classic MinHash (Broder, 1997): slot i keeps the low 16 bits of the smallest hash of function i.
// The reference that Fast Similarity Sketching is measured against; it costs a hash for each slot
// and shingle. Same contract as FastSimilaritySketch, but any number of slots.
void MinHashSketch(std::span<const uint64_t> shingles, Simd simd, std::span<uint16_t> slots);

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_MINHASH_H_
