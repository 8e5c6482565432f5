#include "explanation_view.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "nearcopy/io/escape.h"
#include "terminal.h"
#include "text_flow.h"

namespace nearcopy::tool {
namespace {

std::string Text(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

class Printer {
 public:
  Printer(const ExplainSettings& settings, const DocumentPair& documents, const Explanation& e,
          const ExplanationView& view)
      : settings_(settings), documents_(documents), e_(e), view_(view) {}

  void Print() {
    TextFlow reason(view_.difference.width);
    reason.Add(e_.reason, Style::kPlain);
    for (const FlowLine& line : reason.Take()) {
      std::printf("%s%s%s\n", Bold(), line.Print(false).c_str(), Reset());
    }
    std::printf("\n");
    PrintDocument("A", documents_[0], e_.a, e_.shared.a);
    PrintDocument("B", documents_[1], e_.b, e_.shared.b);
    std::printf("\n");
    PrintFigures();
    if (e_.sketch) PrintSketch(*e_.sketch);
    PrintStretches();
    PrintDifference();
  }

 private:
  const char* Bold() const { return view_.difference.color ? "\033[1m" : ""; }
  const char* Reset() const { return view_.difference.color ? "\033[0m" : ""; }

  void PrintDocument(const char* name, const FoundDocument& d, const ExplainedText& text,
                     uint32_t shingles) const {
    std::string about = FormatCount(text.words) + (text.words == 1 ? " word" : " words") + ", " +
                        FormatCount(shingles) + " shingles";
    if (text.words == 0) {
      about += ", empty";
    } else if (text.too_short) {
      about += ", too short";
    }
    std::printf("%s%s%s  %s  (%s)\n", Bold(), name, Reset(), Shortened(d.id).c_str(),
                about.c_str());
    std::string from = Printable(d.path);
    if (!d.feed.empty()) from += ", " + Shortened(d.feed);
    if (!d.published.empty()) from += ", " + Shortened(d.published);
    std::printf("   %s\n", from.c_str());
    if (!d.title.empty()) std::printf("   %s\n", Shortened(d.title).c_str());
  }

  void Row(const char* name, const std::string& value, const std::string& note) const {
    std::printf("  %-18s %s%9s%s  %s\n", name, Bold(), value.c_str(), Reset(), note.c_str());
  }

  void PrintFigures() const {
    const SharedShingles& s = e_.shared;
    Row("similarity", Text("%.6f", s.similarity()),
        FormatCount(s.both) + " shingles stand in both, " +
            FormatCount(uint64_t{s.a} + s.b - s.both) + " in either");
    Row("containment of A", Text("%.6f", s.containment_of_a()), "of A's shingles stand in B");
    Row("containment of B", Text("%.6f", s.containment_of_b()), "of B's shingles stand in A");
  }

  void PrintSketch(const SketchFigures& f) const {
    const bool simhash = settings_.shape.kind == SketchKind::kSimHash;
    const int slots = settings_.shape.slots;
    const double error = f.estimate - e_.shared.similarity();
    const std::string agreement = std::to_string(f.agreement);
    const std::string of_all = agreement + " of " + std::to_string(slots) +
                               (simhash ? " bits differ; error " : " slots equal; error ") +
                               Text("%+.4f", error);
    Row("sketch estimate", Text("%.6f", f.estimate),
        simhash ? of_all : of_all + ", usual " + Text("%.4f", f.standard_error));
    if (e_.verdict == Verdict::kExact) {
      Row("candidate", "yes", "as exact copies are, whatever their sketches");
      return;
    }
    const std::string bound = std::to_string(f.bound);
    Row("candidate", f.candidate ? "yes" : "no",
        simhash ? "of a million texts, pairs within " + bound + " bits are compared"
                : std::to_string(f.shared_bands) + " of " + std::to_string(f.bands) + " bands, " +
                      agreement + " slots equal (1 and " + bound + " needed)");
    Row("chance", Text("%.6f", f.chance), "for `cluster` to compare a pair this similar");
  }

  void PrintStretches() const {
    constexpr size_t kMost = 20;
    const std::string least = std::to_string(settings_.stretch_words);
    if (e_.stretches.empty()) {
      std::printf("\nThey share no stretch of %s words.\n", least.c_str());
      return;
    }
    std::printf("\n%sMatched stretches%s of %s words and more\n", Bold(), Reset(), least.c_str());
    std::printf("  %7s  %-28s  %s\n", "words", "in A", "in B");
    for (size_t i = 0; i < std::min(kMost, e_.stretches.size()); ++i) {
      const MatchedStretch& s = e_.stretches[i];
      std::printf("  %7s  %-28s  %s%s\n", FormatCount(s.words.length).c_str(), Place(s.a).c_str(),
                  Place(s.b).c_str(), s.moved ? ", moved" : "");
    }
    if (e_.stretches.size() > kMost) {
      std::printf("  and %s more, which --json has\n",
                  FormatCount(e_.stretches.size() - kMost).c_str());
    }
  }

  static std::string Place(const Passage& p) {
    const std::string first = std::to_string(p.first_paragraph);
    return (p.first_paragraph == p.last_paragraph
                ? "paragraph " + first
                : "paragraphs " + first + "-" + std::to_string(p.last_paragraph)) +
           ", " + std::to_string(p.begin) + "-" + std::to_string(p.end);
  }

  void PrintDifference() const {
    if (!view_.show_difference) return;
    const std::string shown =
        ShowDifference(documents_[0].text, documents_[1].text, e_, view_.difference);
    if (shown.empty()) return;
    std::printf("\n%sDifference%s by paragraph: [-only in A-] {+only in B+}\n", Bold(), Reset());
    std::fputs(shown.c_str(), stdout);
  }

  const ExplainSettings& settings_;
  const DocumentPair& documents_;
  const Explanation& e_;
  const ExplanationView& view_;
};

}  // namespace

void PrintExplanation(const ExplainSettings& settings, const DocumentPair& documents,
                      const Explanation& explanation, const ExplanationView& view) {
  Printer(settings, documents, explanation, view).Print();
}

}  // namespace nearcopy::tool
