#ifndef NEARCOPY_MATCH_SAMPLE_FILTER_H_
#define NEARCOPY_MATCH_SAMPLE_FILTER_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nearcopy/match/large_vector.h"

namespace nearcopy {

// A text is looked for in others by some of its samples or, where it has enough of them, of its
// runs, which fewer texts share by chance: those are its probes. As many tell texts apart, and no
// more of a long one are needed.
inline constexpr size_t kMostProbes = 12;
inline constexpr size_t kLongText = 28;  // samples; about 240 shingles

// Of so many samples, or runs, probe i is number ProbeAt(i, of). They are from all of the text, so
// that what is edited, or stands in many texts, is some of them.
inline size_t ProbeCount(size_t of) { return std::min(of, kMostProbes); }
inline size_t ProbeAt(size_t i, size_t of) { return i * of / ProbeCount(of); }

// Tells most samples that no other text has from those that are a probe of one and stand in
// another: first all probes are added, then every other sample is asked for. Two bits stand for
// each of some hashes, so what it says of a sample that others have is never wrong (a Bloom filter
// with one hash; Bloom, CACM 1970). One thread at a time.
class SampleFilter {
 public:
  // For so many probes; takes up to `most_bytes`, and more is never wrong in another way.
  SampleFilter(size_t probes, uint64_t most_bytes) {
    constexpr size_t kPlacesAProbe = 16, kLeastWords = 16;
    const size_t words = std::bit_ceil(std::max(probes * kPlacesAProbe / kPlaces, kLeastWords));
    const size_t most = std::bit_floor(
        std::max<size_t>(static_cast<size_t>(most_bytes / sizeof(uint64_t)), kLeastWords));
    words_.resize(std::min(words, most));
    std::ranges::fill(words_, 0);
    shift_ = 64 - std::countr_zero(words_.size()) - std::countr_zero(kPlaces);
  }

  void AddProbe(uint32_t sample) {
    const Place at = PlaceOf(sample);
    words_[at.word] |= at.probe | (words_[at.word] & at.probe) << 1;
  }
  // Of a sample that is no probe of its text: whether it may be one of another.
  bool AddOther(uint32_t sample) {
    const Place at = PlaceOf(sample);
    uint64_t& word = words_[at.word];
    if ((word & at.probe) == 0) return false;
    word |= at.probe << 1;
    return true;
  }
  // Of a probe, when all samples have been added: whether another text may have it.
  bool IsShared(uint32_t probe) const {
    const Place at = PlaceOf(probe);
    return (words_[at.word] & at.probe << 1) != 0;
  }

 private:
  static constexpr size_t kPlaces = 32;  // of two bits in a word: is a probe, is another's too
  struct Place {
    size_t word;
    uint64_t probe;
  };
  Place PlaceOf(uint32_t sample) const {
    const uint64_t place = (sample * 0x9e3779b97f4a7c15) >> shift_;
    return {static_cast<size_t>(place / kPlaces), uint64_t{1} << (2 * (place % kPlaces))};
  }

  LargeVector<uint64_t> words_;
  int shift_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_SAMPLE_FILTER_H_
