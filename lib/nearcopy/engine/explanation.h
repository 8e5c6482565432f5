#ifndef NEARCOPY_ENGINE_EXPLANATION_H_
#define NEARCOPY_ENGINE_EXPLANATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/match/alignment.h"
#include "nearcopy/match/verify.h"
#include "nearcopy/passage/passages.h"
#include "nearcopy/shingle/shingler.h"
#include "nearcopy/sketch/sketch.h"
#include "nearcopy/text/simd.h"
#include "nearcopy/text/word_parts.h"

namespace nearcopy {

// What copies are; the values are those that `cluster` has by itself.
struct ExplainSettings {
  Shingling shingling;
  SketchShape shape;
  double threshold = 0.7;
  double containment = 0.9;
  double recall = 0.9995;
  uint32_t stretch_words = 12;  // of a matched stretch, at least
  Simd simd = Simd::Scalar();
};

enum class Verdict { kExact, kNear, kContained, kContains, kNotCopies };  // kContained: A in B
std::string_view Name(Verdict verdict);  // "exact", "near", "contained", "contains", "none"

struct ExplainedText {
  uint32_t words = 0;
  bool too_short = false;       // to be a copy of anything
  std::vector<WordPart> parts;  // of each word, to show it
};

// What the sketches of the two texts say of them, and what `cluster` would do about it.
struct SketchFigures {
  double estimate = 0;        // of the similarity; of SimHashes, of sets of one size
  double standard_error = 0;  // of such an estimate at the exact similarity; 0 of SimHashes
  // Slots that are equal, and what a candidate needs; for SimHash the bits that are not, and how
  // far `cluster` searches where it has a million texts.
  int agreement = 0, bound = 0;
  int rows = 0, bands = 0, shared_bands = 0;  // 0 for SimHash
  bool candidate = false;  // with this seed the sketches are alike enough for a comparison
  double chance = 0;       // that those of a pair of this similarity are, over all seeds
};

struct MatchedStretch {
  CommonRun words;
  Passage a, b;
  bool moved = false;  // it stands outside the alignment
};

// Why two texts are, or are not, copies of each other.
struct Explanation {
  Verdict verdict = Verdict::kNotCopies;
  std::string reason;  // a sentence for a person
  bool same_bytes = false;
  ExplainedText a, b;
  SharedShingles shared;                  // each shingle counted once
  std::optional<SketchFigures> sketch;    // none if a text is too short to have one
  std::vector<CommonRun> alignment;       // what the texts have in common, for people to see
  std::vector<MatchedStretch> stretches;  // by their place in B
};

// Compares two texts of less than 4 GiB, which have to outlive the explanation, as `cluster` would.
// An error says that no banding of the
// sketches has the recall. Any thread.
absl::StatusOr<Explanation> Explain(std::string_view a, std::string_view b,
                                    const ExplainSettings& settings);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_EXPLANATION_H_
