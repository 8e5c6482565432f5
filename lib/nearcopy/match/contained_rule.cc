#include "nearcopy/match/contained_rule.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "nearcopy/match/bands.h"
#include "nearcopy/match/sample_filter.h"

namespace nearcopy {
namespace {

// How far, in standard deviations of a binomial, the number of equal slots may be from what is
// expected at the bound. The sketch has less of an error than that.
constexpr double kDeviations = 2.3;

// The least part of its probes that an inner text shares is containment to this power: an edit that
// breaks five shingles may break a sample beside them, and it breaks the runs of that too. At 0.9,
// texts with single words edited all over share 0.88 of their samples on average and 0.7 of the
// runs; less than one in some hundred shares under 0.43, or under 0.23.
constexpr double kSamplePower = 8, kRunPower = 14;

double Deviation(int n, double p) { return std::sqrt(n * p * (1 - p)); }

}  // namespace

// |A n B| >= c|A| and |A n B| < t|A u B| leave |B| > |A|(c/t + c - 1).
ContainedRule::ContainedRule(double containment, double threshold, int slots)
    : containment_(containment),
      least_outer_(containment / threshold + containment - 1),
      slots_(slots),
      most_equal_(slots * threshold + kDeviations * Deviation(slots, threshold) + 1),
      least_samples_(std::pow(containment, kSamplePower)),
      least_runs_(std::pow(containment, kRunPower)) {}

size_t ContainedRule::LeastShared(size_t probes, bool runs) const {
  const double least = static_cast<double>(probes) * (runs ? least_runs_ : least_samples_);
  return std::max<size_t>(static_cast<size_t>(least), 1);
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
