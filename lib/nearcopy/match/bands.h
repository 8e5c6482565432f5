#ifndef NEARCOPY_MATCH_BANDS_H_
#define NEARCOPY_MATCH_BANDS_H_

#include "absl/status/statusor.h"

namespace nearcopy {

// How sketches of 16-bit slots are searched: `bands` keys of `rows` slots each, then at least
// `least_equal` slots equal. `recall` is the chance that a pair exactly at the threshold passes.
struct Banding {
  int rows = 0;
  int bands = 0;
  int least_equal = 0;
  double recall = 0;
};

// The most rows (so the fewest candidates) that keep `recall`; bands pass a pair of similarity s
// with 1-(1-s^rows)^bands, the filter loses at most a fifth of what recall allows (its quantile of
// Binomial(slots, threshold)). Requires 0 < threshold <= 1 and 0 < recall < 1. An error says how
// many slots would do. Any thread.
absl::StatusOr<Banding> ChooseBanding(int slots, double threshold, double recall);

// The chance that a pair of some similarity is a candidate: that one band of its sketches of
// `slots` slots is equal throughout and `least_equal` slots are, each slot being equal with the
// chance of the similarity. Any thread.
double ChanceOfCandidate(const Banding& banding, int slots, double similarity);

// P(X < k) for X ~ Binomial(n, p).
double BinomialBelow(int n, double p, int k);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_BANDS_H_
