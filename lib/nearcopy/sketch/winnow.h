#ifndef NEARCOPY_SKETCH_WINNOW_H_
#define NEARCOPY_SKETCH_WINNOW_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nearcopy/text/simd.h"

namespace nearcopy {

// Shingles in a row of which at least one is sampled.
inline constexpr size_t kWinnowWindow = 16;

// Appends a sample of `shingles`, which are in the order of their text, to `samples`: the smallest
// upper half of each run of kWinnowWindow, once while it stays the smallest; of fewer shingles, all
// halves. So two texts that share such a run share a sample, wherever it stands in them, and about
// one shingle in eight is taken (winnowing; Schleimer, Wilkerson, Aiken, SIGMOD 2003). `scratch` is
// left in any state. Any thread.
void Winnow(std::span<const uint64_t> shingles, Simd simd, std::vector<uint32_t>* scratch,
            std::vector<uint32_t>* samples);

// Samples in a row that make a run.
inline constexpr size_t kRunSamples = 3;

// Appends a hash of each run of kRunSamples of `samples`, which are in the order of their text, to
// `runs`; of four hashes one, always the same. A sentence stands in many texts, a run of samples
// that goes on into the next one in copies alone. Any thread.
void SampleRuns(std::span<const uint32_t> samples, std::vector<uint32_t>* runs);

}  // namespace nearcopy

#endif  // NEARCOPY_SKETCH_WINNOW_H_
