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

}  // namespace

std::map<std::pair<std::string, std::string>, double> ExactPairs(
    const std::vector<MadeDocument>& documents, double threshold, size_t shingle_words) {
  std::unordered_map<std::string, std::vector<size_t>> documents_of;
  std::vector<size_t> sizes;
  std::map<std::pair<std::string, std::string>, double> pairs;
  for (size_t d = 0; d < documents.size(); ++d) {
    const std::set<std::string> shingles = ShingleStrings(documents[d].text, shingle_words);
    sizes.push_back(shingles.size());
    std::unordered_map<size_t, size_t> both;
    for (const std::string& shingle : shingles) {
      std::vector<size_t>& earlier = documents_of[shingle];
      for (size_t e : earlier) ++both[e];
      earlier.push_back(d);
    }
    for (const auto& [e, common] : both) {
      const double similarity =
          static_cast<double>(common) / static_cast<double>(sizes[d] + sizes[e] - common);
      if (similarity < threshold) continue;
      pairs[std::minmax(documents[d].id, documents[e].id)] = similarity;
    }
  }
  return pairs;
}

}  // namespace nearcopy
