#ifndef NEARCOPY_MATCH_CONTAINED_RULE_H_
#define NEARCOPY_MATCH_CONTAINED_RULE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nearcopy {

// What must be so, or nearly always is, where one text stands inside another: containment
// at least `containment`, similarity below `threshold`. Both are over 0 and at most 1. Any thread.
class ContainedRule {
 public:
  ContainedRule(double containment, double threshold, int slots);

  // The least number of shingles of an outer text, for an inner one of so many different ones.
  double LeastOuter(double inner) const { return inner * least_outer_; }

  // How many of `probes` that were looked for, which are samples or runs of these, the outer text
  // has at least; one in any case.
  size_t LeastShared(size_t probes, bool runs) const;

  // Whether sketches with so many equal slots may be of such texts; `inner` is the least number of
  // different shingles that the inner text may have, `outer` the most.
  bool SlotsAllow(int equal, double inner, double outer) const;

 private:
  const double containment_;
  const double least_outer_;
  const int slots_;
  const double most_equal_;
  const double least_samples_, least_runs_;  // parts of the probes
};

// The least that the number of different values among `samples` may be of all there are in a text,
// in 255ths: a body that stands twice has half as many different shingles. Marks are scratch. One
// thread at a time.
uint8_t LeastDifferent(std::span<const uint32_t> samples, std::vector<uint64_t>* marks);

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_CONTAINED_RULE_H_
