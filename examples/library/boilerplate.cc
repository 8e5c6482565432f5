// Prints the paragraphs that most of some text files have, and each text without them.
#include "nearcopy/passage/boilerplate.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  std::vector<std::string> texts;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::cerr << argv[i] << ": cannot be read\n";
      return 2;
    }
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::vector<nearcopy::FeedText> documents;  // views of feeds and texts
  for (const std::string& text : texts) documents.push_back({"files", text});
  const nearcopy::BoilerplateRule rule{.min_documents = 2, .min_share = 0.5};
  const nearcopy::Boilerplate found = nearcopy::FindBoilerplate(documents, rule);
  for (const nearcopy::BoilerplateParagraph& p : found.paragraphs) {
    std::cout << p.documents << " texts, " << nearcopy::Name(p.place) << ": " << p.paragraph
              << "\n";
  }
  nearcopy::BoilerplateFinder finder(found.frequent, nearcopy::Simd::Best());  // one a thread
  for (const std::string& text : texts) {
    uint64_t left_out = 0;
    std::cout << "--\n" << finder.Without("files", text, &left_out) << "\n";
  }
}
