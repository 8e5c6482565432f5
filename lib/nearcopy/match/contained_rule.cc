#include "nearcopy/match/contained_rule.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "nearcopy/match/bands.h"
#include "nearcopy/match/sample_filter.h"

namespace nearcopy {
namespace {

// The part of the pairs at the bound that a guess may lose: in probes, and, in standard deviations
// of a binomial, in slots.
constexpr double kProbeLoss = 1e-3;
constexpr double kDeviations = 4;

double Deviation(int n, double p) { return std::sqrt(n * p * (1 - p)); }

// The quantiles, by number of probes, each of which is shared with the chance `shared`.
std::vector<size_t> LeastOfProbes(double shared) {
  std::vector<size_t> least;
  for (int probes = 0; probes <= static_cast<int>(kMostProbes); ++probes) {
    int k = 1;
    while (BinomialBelow(probes, shared, k + 1) <= kProbeLoss) ++k;
    least.push_back(static_cast<size_t>(k));
  }
  return least;
}

}  // namespace

// |A n B| >= c|A| and |A n B| < t|A u B| leave |B| > |A|(c/t + c - 1).
ContainedRule::ContainedRule(double containment, double threshold, int slots)
    : containment_(containment),
      least_outer_(containment / threshold + containment - 1),
      slots_(slots),
      most_equal_(slots * threshold + kDeviations * Deviation(slots, threshold) + 1) {
  // An edit that breaks some shingles may break a sample near them, and it breaks the runs of that.
  least_samples_ = LeastOfProbes(std::pow(containment, 3));
  least_runs_ = LeastOfProbes(std::pow(containment, 5));
}

size_t ContainedRule::LeastShared(size_t probes, bool runs) const {
  return (runs ? least_runs_ : least_samples_)[std::min(probes, kMostProbes)];
}

bool ContainedRule::SlotsAllow(int equal, double inner, double outer) const {
  if (equal > most_equal_) return false;
  const double both = containment_ * inner;
  const double similarity = std::min(1.0, both / std::max(both, inner + outer - both));
  return equal >= slots_ * similarity - kDeviations * Deviation(slots_, similarity) - 1;
}

uint8_t LeastDifferent(std::span<const uint32_t> samples, std::vector<uint64_t>* marks) {
  constexpr size_t kMarksASample = 16, kMost = 255;
  if (samples.empty()) return kMost;
  const size_t words = std::bit_ceil(samples.size() * kMarksASample / 64 + 1);
  marks->assign(words, 0);
  for (uint32_t s : samples) {
    const uint64_t hash = s * 0x9e3779b97f4a7c15;
    (*marks)[hash >> 32 & (words - 1)] |= uint64_t{1} << (hash >> 58);
  }
  size_t different = 0;
  for (uint64_t word : *marks) different += static_cast<size_t>(std::popcount(word));
  // Two different samples on one mark are two deviations less, at most.
  const auto n = static_cast<double>(samples.size());
  const double share = static_cast<double>(different) / n;
  const double least = share - 2 * std::sqrt(share * (1 - share) / n);
  return static_cast<uint8_t>(std::clamp(least, 0.0, 1.0) * kMost);
}

}  // namespace nearcopy
