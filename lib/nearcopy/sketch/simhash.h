#ifndef NEARCOPY_SKETCH_SIMHASH_H_
#define NEARCOPY_SKETCH_SIMHASH_H_

#include <cstdint>
#include <span>
#include <vector>

namespace nearcopy {

// SimHash (Charikar, STOC 2002; Manku, Jain, Das Sarma, WWW 2007) of the set of shingles: bit i is
// the majority of bit i over their hashes, ties 0. Writes bits.size() words of 64 bits (1 or 2).
// `scratch` is a buffer to reuse. None leaves all bits 0. Any thread.
void SimHash(std::span<const uint64_t> shingles, std::vector<uint64_t>* scratch,
             std::span<uint64_t> bits);

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_SIMHASH_H_
