// Says why two text files are, or are not, copies of each other, and what only one of them has.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "nearcopy/engine/explanation.h"

namespace {

// Words [from, to) of a text, as it shows them.
std::string Shown(const std::string& text, const std::vector<nearcopy::WordPart>& parts,
                  uint32_t from, uint32_t to) {
  return text.substr(parts[from].begin, parts[to - 1].end - parts[from].begin);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: explain A B\n";
    return 2;
  }
  std::ifstream file_a(argv[1], std::ios::binary), file_b(argv[2], std::ios::binary);
  const std::string a{std::istreambuf_iterator<char>(file_a), {}};
  const std::string b{std::istreambuf_iterator<char>(file_b), {}};
  nearcopy::ExplainSettings settings;
  settings.simd = nearcopy::Simd::Best();
  const auto explained = nearcopy::Explain(a, b, settings);
  if (!explained.ok()) {
    std::cerr << explained.status() << "\n";
    return 2;
  }
  const nearcopy::Explanation& e = *explained;
  std::cout << e.reason << "\n";
  uint32_t at_a = 0, at_b = 0;
  const auto differ = [&](uint32_t to_a, uint32_t to_b) {
    if (at_a < to_a) std::cout << "- " << Shown(a, e.a.parts, at_a, to_a) << "\n";
    if (at_b < to_b) std::cout << "+ " << Shown(b, e.b.parts, at_b, to_b) << "\n";
  };
  for (const nearcopy::CommonRun& run : e.alignment) {
    differ(run.a, run.b);
    at_a = run.a + run.length;
    at_b = run.b + run.length;
  }
  differ(e.a.words, e.b.words);
}
