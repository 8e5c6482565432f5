#ifndef NEARCOPY_TESTS_TEXT_GENERAL_WORDS_H_
#define NEARCOPY_TESTS_TEXT_GENERAL_WORDS_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "nearcopy/text/words.h"

namespace nearcopy {

inline std::vector<std::string> List(const Words& w) {
  std::vector<std::string> out;
  for (size_t i = 0; i < w.size(); ++i) out.emplace_back(w.Word(i));
  return out;
}

// The words of a text are those of its normal form, whatever the instruction set.
inline void ExpectGeneralWords(const std::string& text) {
  static const std::vector<Simd> all = Simd::All();
  Words general;
  AppendWordsGeneral(text, &general);
  for (Simd simd : all) {
    Words fast;
    AppendWords(text, simd, &fast);
    ASSERT_EQ(List(fast), List(general)) << simd.name() << ": " << text;
  }
}

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_TEXT_GENERAL_WORDS_H_
