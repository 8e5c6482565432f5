#include "nearcopy/engine/explanation.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nearcopy/io/escape.h"
#include "nearcopy/match/bands.h"
#include "nearcopy/match/overlap.h"
#include "nearcopy/match/simhash_search.h"
#include "nearcopy/match/sketch_table.h"
#include "nearcopy/match/stretches.h"
#include "nearcopy/passage/punctuation.h"
#include "nearcopy/shingle/hash.h"
#include "nearcopy/text/words.h"

namespace nearcopy {
namespace {

// A figure with as many decimals as show on which side of the bound it is.
std::string Figure(double value, double bound) {
  constexpr int kFewDecimals = 3, kMostDecimals = 17;
  for (int decimals = kFewDecimals; decimals < kMostDecimals; ++decimals) {
    const std::string text = absl::StrFormat("%.*f", decimals, value);
    const double shown = std::strtod(text.c_str(), nullptr);
    if ((shown >= bound) == (value >= bound)) return text;
  }
  return absl::StrFormat("%.*f", kMostDecimals, value);
}

std::string Counted(uint64_t n, std::string_view thing) {
  return absl::StrCat(FormatCount(n), " ", std::string(thing), n == 1 ? "" : "s");
}

// Why one text is too short to be a copy of anything.
std::string TooShort(std::string_view name, const ExplainedText& text, const Shingling& shingling) {
  const std::string subject(name);
  if (text.words == 0) return absl::StrCat(subject, " has no words");
  if (shingling.least_words() > 0) {
    return absl::StrCat(subject, " has ", Counted(text.words, "word"), ", fewer than ",
                        shingling.least_words());
  }
  return absl::StrCat(subject, " has fewer than ", shingling.length, " characters");
}

std::string Reason(const Explanation& e, const ExplainSettings& s) {
  if (e.a.too_short || e.b.too_short) {
    const std::string a = TooShort("A", e.a, s.shingling), b = TooShort("B", e.b, s.shingling);
    return absl::StrCat("Not copies: ", e.a.too_short ? a : "",
                        e.a.too_short && e.b.too_short ? ", " : "", e.b.too_short ? b : "",
                        ", and such a text is a copy of nothing.");
  }
  const double similarity = e.shared.similarity();
  const std::string figure = Figure(similarity, s.threshold);
  const std::string under =
      absl::StrFormat("similarity %s is under the threshold %g", figure, s.threshold);
  const std::string a_in_b = Figure(e.shared.containment_of_a(), s.containment);
  const std::string b_in_a = Figure(e.shared.containment_of_b(), s.containment);
  switch (e.verdict) {
    case Verdict::kExact:
      return absl::StrCat("Exact copies: ",
                          e.same_bytes ? "they are the same byte for byte, "
                                       : "they have the same words in the same order, ",
                          Counted(e.a.words, "word"), ".");
    case Verdict::kNear:
      return absl::StrFormat("Near copies: similarity %s reaches the threshold %g.", figure,
                             s.threshold);
    case Verdict::kContained:
      return absl::StrFormat(
          "A is contained in B: %s of its shingles stand there, which reaches %g; %s.", a_in_b,
          s.containment, under);
    case Verdict::kContains:
      return absl::StrFormat(
          "B is contained in A: %s of its shingles stand there, which reaches %g; %s.", b_in_a,
          s.containment, under);
    case Verdict::kNotCopies:
      break;
  }
  return absl::StrFormat(
      "Not copies: %s, and neither is contained in the other: %s of A's shingles stand in B, and "
      "%s of B's in A, where %g is needed.",
      under, a_in_b, b_in_a, s.containment);
}

Verdict VerdictOf(const Explanation& e, bool same_words, const ExplainSettings& s) {
  if (e.a.too_short || e.b.too_short) return Verdict::kNotCopies;
  if (same_words) return Verdict::kExact;
  if (e.shared.similarity() >= s.threshold) return Verdict::kNear;
  const double a = e.shared.containment_of_a(), b = e.shared.containment_of_b();
  if (std::max(a, b) < s.containment) return Verdict::kNotCopies;
  return a >= b ? Verdict::kContained : Verdict::kContains;
}

SharedShingles Shared(const Shingler& shingler, Simd simd) {
  DropRepeats drop_repeats(simd);
  std::vector<uint64_t> sets[2];
  for (size_t d = 0; d < 2; ++d) {
    sets[d].resize(shingler.shingles(d).size());
    sets[d].resize(drop_repeats(shingler.shingles(d), sets[d].data()));
  }
  return {static_cast<uint32_t>(sets[0].size()), static_cast<uint32_t>(sets[1].size()),
          static_cast<uint32_t>(Overlap(simd).Count(sets[0], sets[1]))};
}

// As many as make `cluster` search no farther than over large collections.
constexpr size_t kManyTexts = 1'000'000;

SketchFigures OfSimHashes(std::span<const uint64_t> a, std::span<const uint64_t> b,
                          double similarity, const ExplainSettings& s) {
  const SimHashSearch search =
      ChooseSimHashSearch(s.shape.slots, s.threshold, s.recall, kManyTexts);
  SketchFigures f;
  f.agreement = HammingDistance(a, b);
  f.bound = search.distance;
  f.candidate = f.agreement <= f.bound;
  // A bit differs with the angle of two sets over pi, whose cosine is 2s / (1 + s).
  const double cosine = std::cos(std::numbers::pi * f.agreement / s.shape.slots);
  f.estimate = std::max(0.0, cosine / (2 - cosine));
  const double angle = std::acos(std::min(1.0, 2 * similarity / (1 + similarity)));
  f.chance = BinomialBelow(s.shape.slots, angle / std::numbers::pi, f.bound + 1);
  return f;
}

SketchFigures OfSlots(std::span<const uint64_t> a, std::span<const uint64_t> b, double similarity,
                      const Banding& banding, int slots) {
  SketchFigures f;
  f.bound = banding.least_equal;
  f.rows = banding.rows;
  f.bands = banding.bands;
  int in_band = 0;
  for (int i = 0; i < slots; ++i) {
    if (i % f.rows == 0) in_band = 0;
    const bool equal = Slot(a, static_cast<size_t>(i)) == Slot(b, static_cast<size_t>(i));
    f.agreement += equal;
    in_band += equal;
    f.shared_bands += in_band == f.rows && i < f.rows * f.bands;
  }
  f.estimate = static_cast<double>(f.agreement) / slots;
  f.standard_error = std::sqrt(similarity * (1 - similarity) / slots);
  f.candidate = f.shared_bands > 0 && f.agreement >= f.bound;
  f.chance = ChanceOfCandidate(banding, slots, similarity);
  return f;
}

absl::StatusOr<SketchFigures> Figures(const Shingler& shingler, double similarity,
                                      const ExplainSettings& s) {
  std::vector<uint64_t> scratch, a(s.shape.words()), b(s.shape.words());
  Sketch(s.shape, shingler.shingles(0), s.simd, &scratch, a);
  Sketch(s.shape, shingler.shingles(1), s.simd, &scratch, b);
  if (s.shape.kind == SketchKind::kSimHash) return OfSimHashes(a, b, similarity, s);
  const absl::StatusOr<Banding> banding = ChooseBanding(s.shape.slots, s.threshold, s.recall);
  if (!banding.ok()) return banding.status();
  return OfSlots(a, b, similarity, *banding, s.shape.slots);
}

bool IsAligned(const CommonRun& stretch, std::span<const CommonRun> alignment) {
  auto run = std::partition_point(alignment.begin(), alignment.end(),
                                  [&](const CommonRun& r) { return r.b + r.length <= stretch.b; });
  for (; run != alignment.end() && run->b < stretch.b + stretch.length; ++run) {
    if (run->a + stretch.b == run->b + stretch.a) return true;
  }
  return false;
}

std::vector<uint64_t> WordHashes(std::string_view text, const ExplainSettings& s) {
  Words words;
  AppendWords(text, s.simd, &words);
  std::vector<uint64_t> hashes(words.size());
  HashWords(words, s.shingling.seed, s.simd, hashes.data());
  return hashes;
}

// What needs the sets of shingles; their buffers are gone before those of the alignment come.
absl::Status CompareSets(std::string_view a, std::string_view b, const ExplainSettings& s,
                         Explanation* e) {
  Shingler shingler(s.shingling, s.simd);
  shingler.Add(a);
  shingler.Add(b);
  shingler.Finish();
  ExplainedText* const texts[] = {&e->a, &e->b};
  for (size_t d = 0; d < 2; ++d) {
    texts[d]->words = static_cast<uint32_t>(shingler.word_count(d));
    texts[d]->too_short = shingler.too_short(d);
  }
  e->shared = Shared(shingler, s.simd);
  if (!e->a.too_short && !e->b.too_short) {
    auto figures = Figures(shingler, e->shared.similarity(), s);
    if (!figures.ok()) return figures.status();
    e->sketch = *figures;
  }
  e->verdict = VerdictOf(*e, shingler.fingerprint(0) == shingler.fingerprint(1), s);
  return absl::OkStatus();
}

void AlignWords(std::string_view a, std::string_view b, const ExplainSettings& s, Explanation* e) {
  const std::vector<uint64_t> of_a = WordHashes(a, s), of_b = WordHashes(b, s);
  const std::vector<CommonRun> alignment = Align(of_a, of_b);
  e->alignment = WithoutStrayRuns(alignment, of_a.size(), of_b.size());
  std::vector<WordPlace> places_a, places_b;
  PlacesOfWords(a, &places_a);
  PlacesOfWords(b, &places_b);
  e->a.parts = PartsOfWords(a, places_a);
  e->b.parts = PartsOfWords(b, places_b);
  const auto rank_in = [](std::string_view text, const std::vector<WordPlace>& places) {
    // A paragraph begins better than a sentence, and that better than nothing.
    return [text, &places](uint32_t word) {
      return static_cast<int>(GapBefore(text, places, word).kind);
    };
  };
  SlideChanges(of_a, of_b, rank_in(a, places_a), rank_in(b, places_b), &e->alignment);
  const PassageMaker in_a(a, places_a), in_b(b, places_b);
  for (const CommonRun& run : MatchedStretches(of_a, of_b, s.stretch_words, alignment)) {
    e->stretches.push_back({run, in_a.Make({run.a, run.a + run.length}),
                            in_b.Make({run.b, run.b + run.length}), !IsAligned(run, alignment)});
  }
}

}  // namespace

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExact:
      return "exact";
    case Verdict::kNear:
      return "near";
    case Verdict::kContained:
      return "contained";
    case Verdict::kContains:
      return "contains";
    case Verdict::kNotCopies:
      break;
  }
  return "none";
}

absl::StatusOr<Explanation> Explain(std::string_view a, std::string_view b,
                                    const ExplainSettings& settings) {
  Explanation e;
  e.same_bytes = a == b;
  if (absl::Status status = CompareSets(a, b, settings, &e); !status.ok()) return status;
  e.reason = Reason(e, settings);
  AlignWords(a, b, settings, &e);
  return e;
}

}  // namespace nearcopy
