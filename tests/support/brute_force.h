#ifndef NEARCOPY_TESTS_SUPPORT_BRUTE_FORCE_H_
#define NEARCOPY_TESTS_SUPPORT_BRUTE_FORCE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/made_corpus.h"

namespace nearcopy {

// The truth: every pair of documents whose exact similarity reaches the threshold, with it, by ids
// (smaller first). Shingles are compared as strings; no hash, no sketch, no fast path is involved.
std::map<std::pair<std::string, std::string>, double> ExactPairs(
    const std::vector<MadeDocument>& documents, double threshold, size_t shingle_words = 5);

// The same of pairs of which one stands inside the other, by the ids of the inner and the outer
// one.
struct ExactContainment {
  double containment = 0, similarity = 0;
  size_t inner_shingles = 0;
};
std::map<std::pair<std::string, std::string>, ExactContainment> ExactContained(
    const std::vector<MadeDocument>& documents, double containment, double threshold);

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_SUPPORT_BRUTE_FORCE_H_
