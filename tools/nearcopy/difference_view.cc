#include "difference_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "nearcopy/io/escape.h"
#include "text_flow.h"

namespace nearcopy::tool {
namespace {

constexpr size_t kWorthSkipping = 4;          // words; a line says that they are left out
constexpr std::string_view kBetween = " | ";  // columns of the two texts

struct ShownText {
  std::string_view text;
  const std::vector<WordPart>& parts;

  std::string_view Part(uint32_t word) const {
    return text.substr(parts[word].begin, parts[word].end - parts[word].begin);
  }
  // What stands behind the part of a word: white space or nothing.
  std::string_view Gap(uint32_t word) const {
    const uint32_t end = parts[word].end;
    const auto next = word + 1 < parts.size() ? parts[word + 1].begin : text.size();
    return text.substr(end, next - end);
  }
  // Whether a line ends behind a word; so does the text.
  bool EndsLine(uint32_t word) const {
    return word + 1 >= parts.size() || Gap(word).find_first_of("\r\n") != std::string_view::npos;
  }
  void AddGap(uint32_t word, Style style, TextFlow* flow) const {
    if (EndsLine(word)) {
      flow->Break();
    } else {
      flow->Add(Gap(word), style);
    }
  }
  std::string Label(uint32_t word) const { return std::to_string(parts[word].line); }
};

// What is equal, and before it what is not.
struct Step {
  uint32_t a, a_end, b, b_end;  // words that differ
  uint32_t equal;               // words behind them that do not
};

std::vector<Step> Steps(const Explanation& e) {
  std::vector<Step> steps;
  uint32_t a = 0, b = 0;
  for (const CommonRun& run : e.alignment) {
    steps.push_back({a, run.a, b, run.b, run.length});
    a = run.a + run.length;
    b = run.b + run.length;
  }
  if (a < e.a.words || b < e.b.words) steps.push_back({a, e.a.words, b, e.b.words, 0});
  return steps;
}

// Calls change(step), equal(a, b, count) and skip(count) in the order of the texts.
template <typename Change, typename Equal, typename Skip>
void Walk(const std::vector<Step>& steps, size_t context, const Change& change, const Equal& equal,
          const Skip& skip) {
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& s = steps[i];
    const bool differs = s.a < s.a_end || s.b < s.b_end, last = i + 1 == steps.size();
    if (differs) change(s);
    // Behind a difference, and before the next one.
    const size_t head = differs ? context : 0, tail = last ? 0 : context;
    if (s.equal <= tail || s.equal - tail <= head || s.equal - tail - head < kWorthSkipping) {
      equal(s.a_end, s.b_end, s.equal);
      continue;
    }
    const auto shown_head = static_cast<uint32_t>(head), shown_tail = static_cast<uint32_t>(tail);
    const uint32_t from = s.equal - shown_tail;
    equal(s.a_end, s.b_end, shown_head);
    skip(from - shown_head);
    equal(s.a_end + from, s.b_end + from, shown_tail);
  }
}

std::string Right(std::string text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

class Shower {
 public:
  Shower(std::string_view a, std::string_view b, const Explanation& e, const DifferenceView& view)
      : view_(view),
        width_(std::max(view.width, kLeastColumns)),
        a_{a, e.a.parts},
        b_{b, e.b.parts},
        steps_(Steps(e)) {
    const auto last_line = [](const std::vector<WordPart>& parts) {
      return parts.empty() ? uint32_t{1} : parts.back().line;
    };
    label_width_ = std::to_string(std::max(last_line(e.a.parts), last_line(e.b.parts))).size();
  }

  // Equal words are shown as B has them.
  std::string Unified() {
    const auto both = [&](const std::string& a, const std::string& b) {
      return Right(a, label_width_) + " " + Right(b, label_width_);
    };
    const size_t gutter = both("", "").size() + 2;
    TextFlow flow(width_ - gutter);
    const auto print = [&] {
      flow.Break();
      for (const FlowLine& line : flow.Take()) {
        const std::string& label = line.label;
        Append(label + std::string(gutter - label.size(), ' ') + line.Print(view_.color));
      }
    };
    Walk(
        steps_, view_.context,
        [&](const Step& s) {
          AddMarked(a_, s.a, s.a_end, Style::kRemoved, &flow,
                    [&](uint32_t word) { return both(a_.Label(word), ""); });
          AddMarked(b_, s.b, s.b_end, Style::kAdded, &flow,
                    [&](uint32_t word) { return both("", b_.Label(word)); });
        },
        [&](uint32_t a, uint32_t b, uint32_t count) {
          for (const uint32_t end = a + count; a < end; ++a, ++b) {
            flow.SetLabel(both(a_.Label(a), b_.Label(b)));
            flow.Add(b_.Part(b), Style::kPlain);
            b_.AddGap(b, Style::kPlain, &flow);
          }
        },
        [&](uint32_t count) {
          print();
          AppendSkip(count, gutter);
        });
    print();
    return std::move(out_);
  }

  // Paragraphs that both end with equal words stand beside each other.
  std::string SideBySide() {
    const size_t gutter = label_width_ + 1;
    const size_t columns = (width_ - kBetween.size()) / 2 - gutter;
    TextFlow left(columns), right(columns);
    const auto print = [&] {
      left.Break();
      right.Break();
      const std::vector<FlowLine> of_a = left.Take(), of_b = right.Take();
      for (size_t i = 0; i < std::max(of_a.size(), of_b.size()); ++i) {
        const FlowLine a = i < of_a.size() ? of_a[i] : FlowLine{};
        const FlowLine b = i < of_b.size() ? of_b[i] : FlowLine{};
        Append(Right(a.label, label_width_) + " " + a.Print(view_.color, columns) +
               std::string(kBetween) + Right(b.label, label_width_) + " " + b.Print(view_.color));
      }
    };
    const auto label_of = [](const ShownText& shown) {
      return [&shown](uint32_t word) { return shown.Label(word); };
    };
    const auto add = [](const ShownText& shown, uint32_t word, TextFlow* flow) {
      flow->SetLabel(shown.Label(word));
      flow->Add(shown.Part(word), Style::kPlain);
      shown.AddGap(word, Style::kPlain, flow);
    };
    Walk(
        steps_, view_.context,
        [&](const Step& s) {
          AddMarked(a_, s.a, s.a_end, Style::kRemoved, &left, label_of(a_));
          AddMarked(b_, s.b, s.b_end, Style::kAdded, &right, label_of(b_));
        },
        [&](uint32_t a, uint32_t b, uint32_t count) {
          if (left.at_line_start() && right.at_line_start()) print();
          for (const uint32_t end = a + count; a < end; ++a, ++b) {
            add(a_, a, &left);
            add(b_, b, &right);
            if (a_.EndsLine(a) && b_.EndsLine(b)) print();
          }
        },
        [&](uint32_t count) {
          print();
          AppendSkip(count, gutter);
        });
    print();
    return std::move(out_);
  }

 private:
  // Adds words [from, to), with a sign before the first and behind the last.
  template <typename LabelOf>
  static void AddMarked(const ShownText& shown, uint32_t from, uint32_t to, Style style,
                        TextFlow* flow, const LabelOf& label_of) {
    const bool removed = style == Style::kRemoved;
    for (uint32_t word = from; word < to; ++word) {
      flow->SetLabel(label_of(word));
      if (word == from) flow->Add(removed ? "[-" : "{+", style);
      flow->Add(shown.Part(word), style);
      if (word + 1 == to) flow->Add(removed ? "-]" : "+}", style);
      shown.AddGap(word, style, flow);
    }
  }

  void Append(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += line + "\n";
  }
  void AppendSkip(uint32_t words, size_t gutter) {
    FlowLine line;
    line.spans.push_back(
        {"... " + FormatCount(words) + " equal word" + (words == 1 ? "" : "s") + " ...",
         Style::kFaint});
    Append(std::string(gutter, ' ') + line.Print(view_.color));
  }

  const DifferenceView& view_;
  const size_t width_;
  const ShownText a_, b_;
  const std::vector<Step> steps_;
  size_t label_width_;
  std::string out_;
};

}  // namespace

std::string ShowDifference(std::string_view a, std::string_view b, const Explanation& explanation,
                           const DifferenceView& view) {
  const std::vector<CommonRun>& runs = explanation.alignment;
  const uint32_t words = std::max(explanation.a.words, explanation.b.words);
  if (words == 0 || (runs.size() == 1 && runs[0].length == words)) return "";
  Shower shower(a, b, explanation, view);
  return view.side_by_side ? shower.SideBySide() : shower.Unified();
}

}  // namespace nearcopy::tool
