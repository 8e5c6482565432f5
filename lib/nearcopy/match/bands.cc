#include "nearcopy/match/bands.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/strings/str_format.h"
#include "nearcopy/sketch/sketch.h"

namespace nearcopy {
namespace {

// The filter's part of the loss that the recall target allows; the rest is left to the bands.
constexpr double kFilterShare = 0.2;

std::optional<Banding> TryBanding(int slots, double threshold, double recall) {
  const double filter_loss = (1 - recall) * kFilterShare;
  int least = 0;
  while (least < slots && BinomialBelow(slots, threshold, least + 1) <= filter_loss) ++least;
  const double kept = 1 - BinomialBelow(slots, threshold, least);
  for (int rows = slots; rows >= 1; --rows) {
    const int bands = slots / rows;
    const double found = 1 - std::pow(1 - std::pow(threshold, rows), bands);
    // Whatever the two have to do with each other, both hold at least this often.
    const double both = found + kept - 1;
    if (both >= recall) return Banding{rows, bands, least, both};
  }
  return std::nullopt;
}

}  // namespace

double BinomialBelow(int n, double p, int k) {
  if (k <= 0) return 0;
  if (k > n) return 1;
  if (p >= 1) return 0;
  if (p <= 0) return 1;
  double sum = 0, log_term = n * std::log1p(-p);  // std::lgamma is for one thread alone
  for (int i = 0; i < k; ++i) {
    sum += std::exp(log_term);
    log_term += std::log(n - i) - std::log(i + 1) + std::log(p) - std::log1p(-p);
  }
  return std::min(sum, 1.0);
}

absl::StatusOr<Banding> ChooseBanding(int slots, double threshold, double recall) {
  if (const auto banding = TryBanding(slots, threshold, recall)) return *banding;
  for (int more = slots * 2; more <= kMostSlots; more *= 2) {
    if (!TryBanding(more, threshold, recall)) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("%d slots cannot find pairs of similarity %g with a chance of %g; --slots "
                        "%d can, or a lower --recall",
                        slots, threshold, recall, more));
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("no sketch can find pairs of similarity %g with a chance of %g; raise "
                      "--threshold or lower --recall",
                      threshold, recall));
}

double ChanceOfCandidate(const Banding& banding, int slots, double similarity) {
  // How many slots are equal, and how many where no band of those so far is equal throughout: the
  // chance of each number, one slot after the other.
  const auto size = static_cast<size_t>(slots) + 1;
  std::vector<double> all(size, 0.0), none(size, 0.0), before(size), next(size);
  const auto add_slots = [&](int count, std::vector<double>* chances) {
    for (; count > 0; --count) {
      for (size_t n = 0; n < size; ++n) {
        next[n] = (*chances)[n] * (1 - similarity) + (n > 0 ? (*chances)[n - 1] * similarity : 0);
      }
      chances->swap(next);
    }
  };
  all[0] = none[0] = 1;
  add_slots(slots, &all);
  const auto rows = static_cast<size_t>(banding.rows);
  for (int band = 0; band < banding.bands; ++band) {
    before = none;
    add_slots(banding.rows, &none);
    for (size_t n = rows; n < size; ++n) none[n] -= before[n - rows] * std::pow(similarity, rows);
  }
  add_slots(slots - banding.bands * banding.rows, &none);
  double chance = 0;
  for (auto n = static_cast<size_t>(banding.least_equal); n < size; ++n) chance += all[n] - none[n];
  return std::clamp(chance, 0.0, 1.0);
}

}  // namespace nearcopy
