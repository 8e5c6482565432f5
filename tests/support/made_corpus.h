#ifndef NEARCOPY_TESTS_SUPPORT_MADE_CORPUS_H_
#define NEARCOPY_TESTS_SUPPORT_MADE_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace nearcopy {

struct MadeDocument {
  std::string id, feed, published, lang, text;
};

// News as feeds carry it, made of invented words: Latin and eight other scripts (Cyrillic, Greek,
// Arabic with marks, Devanagari, Hangul, Han, Kana, Thai). About a third of the articles are copies
// of earlier ones with another dateline, the feed's footer, a dropped tail, edited words, an added
// paragraph, curly quotes, soft hyphens or a body that stands twice. Every seed gives another
// corpus.
std::vector<MadeDocument> MakeCorpus(size_t documents, uint64_t seed);

// The documents as JSONL, a line each, in their order.
std::string ToJsonl(const std::vector<MadeDocument>& documents);

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_SUPPORT_MADE_CORPUS_H_
