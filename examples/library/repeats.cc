// Prints what stands twice in a text file, and the paragraphs where.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "nearcopy/passage/passages.h"

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  if (!file) {
    std::cerr << "usage: repeats FILE\n";
    return 2;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const nearcopy::TextRepeat& found : nearcopy::FindRepeats(text).repeats) {
    // Passages are views into the text.
    std::cout << "paragraphs " << found.again.first_paragraph << " to "
              << found.again.last_paragraph << ", " << found.repeat.words() << " words, "
              << (found.repeat.exact ? "as in " : "nearly as in ") << found.first.first_paragraph
              << " to " << found.first.last_paragraph << ": " << found.again.text.substr(0, 50)
              << "...\n";
  }
}
