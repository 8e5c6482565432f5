#ifndef NEARCOPY_TESTS_PASSAGE_MADE_TEXT_H_
#define NEARCOPY_TESTS_PASSAGE_MADE_TEXT_H_

#include <string>
#include <vector>

#include "passage/made_words.h"

namespace nearcopy {

// Sentences and paragraphs of invented words, which are as frequent as those of news.
class MadeText {
 public:
  explicit MadeText(uint64_t seed) : news_(seed) {}

  size_t Between(size_t least, size_t most) { return news_.Between(least, most); }

  // Five letters or more, so that no full stop behind it is one of an abbreviation.
  std::string Word() {
    std::string word;
    for (uint64_t h = news_.Word(), n = 5 + h % 5; n > 0; --n, h /= 26) {
      word += static_cast<char>('a' + h % 26);
    }
    return word;
  }
  std::string Sentence(size_t words) {
    std::string out = Word();
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    while (--words > 0) out += (Between(0, 14) == 0 ? ", " : " ") + Word();
    const size_t kind = Between(0, 9);
    return kind == 0 ? "\"" + out + ".\"" : out + (kind == 1 ? "?" : ".");
  }
  std::string Sentence() { return Sentence(Between(5, 25)); }
  std::string Paragraph(size_t sentences) {
    std::string out = Sentence();
    while (--sentences > 0) out += " " + Sentence();
    return out;
  }
  std::string Paragraph() { return Paragraph(Between(1, 4)); }

 private:
  NewsWords news_;
};

inline std::string Join(const std::vector<std::string>& parts, const std::string& between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_PASSAGE_MADE_TEXT_H_
