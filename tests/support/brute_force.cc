#include "support/brute_force.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "nearcopy/text/words.h"

namespace nearcopy {
namespace {

std::set<std::string> ShingleStrings(const std::string& text, size_t length) {
  Words words;
  AppendWordsGeneral(text, &words);
  std::set<std::string> out;
  for (size_t i = 0; i + length <= words.size(); ++i) {
    std::string shingle;
    for (size_t j = 0; j < length; ++j) shingle.append(words.Word(i + j)).push_back(' ');
    out.insert(shingle);
  }
  return out;
}

// Calls take(earlier, later, shared, shingles of the earlier, of the later) for all documents that
// share a shingle.
template <typename Take>
void ForSharing(const std::vector<MadeDocument>& documents, size_t length, const Take& take) {
  std::unordered_map<std::string, std::vector<size_t>> documents_of;
  std::vector<size_t> sizes;
  for (size_t d = 0; d < documents.size(); ++d) {
    const std::set<std::string> shingles = ShingleStrings(documents[d].text, length);
    sizes.push_back(shingles.size());
    std::unordered_map<size_t, size_t> both;
    for (const std::string& shingle : shingles) {
      std::vector<size_t>& earlier = documents_of[shingle];
      for (size_t e : earlier) ++both[e];
      earlier.push_back(d);
    }
    for (const auto& [e, common] : both) {
      take(e, d, static_cast<double>(common), static_cast<double>(sizes[e]),
           static_cast<double>(sizes[d]));
    }
  }
}

}  // namespace

std::map<std::pair<std::string, std::string>, double> ExactPairs(
    const std::vector<MadeDocument>& documents, double threshold, size_t shingle_words) {
  std::map<std::pair<std::string, std::string>, double> pairs;
  ForSharing(documents, shingle_words,
             [&](size_t a, size_t b, double both, double of_a, double of_b) {
               const double similarity = both / (of_a + of_b - both);
               if (similarity < threshold) return;
               pairs[std::minmax(documents[a].id, documents[b].id)] = similarity;
             });
  return pairs;
}

std::map<std::pair<std::string, std::string>, ExactContainment> ExactContained(
    const std::vector<MadeDocument>& documents, double containment, double threshold) {
  std::map<std::pair<std::string, std::string>, ExactContainment> pairs;
  ForSharing(documents, 5, [&](size_t a, size_t b, double both, double of_a, double of_b) {
    const double similarity = both / (of_a + of_b - both);
    if (similarity >= threshold) return;
    const auto take = [&](size_t inner, size_t outer, double size) {
      if (both / size < containment) return;
      pairs[{documents[inner].id, documents[outer].id}] = {both / size, similarity,
                                                           static_cast<size_t>(size)};
    };
    take(a, b, of_a);
    take(b, a, of_b);
  });
  return pairs;
}

}  // namespace nearcopy
