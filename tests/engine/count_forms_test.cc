#include "nearcopy/engine/count_forms.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "io/made_files.h"
#include "nearcopy/passage/paragraph_forms.h"
#include "support/heap_bytes.h"

namespace nearcopy {
namespace {

class CountFormsTest : public FolderTest {
 protected:
  // Documents of `paragraphs` paragraphs that stand nowhere else, and one that stands in half.
  std::string Make(size_t documents, size_t paragraphs) {
    const std::string path = PathOf("made.jsonl");
    std::ofstream out(path, std::ios::binary);
    for (size_t d = 0; d < documents; ++d) {
      out << R"({"id":")" << d << R"(","feed":"f","text":")";
      for (size_t p = 0; p < paragraphs; ++p)
        out << "own " << Word(d * paragraphs + p) << R"( here\n)";
      out << (d % 2 == 0 ? "All rights reserved" : "Other end") << "\"}\n";
    }
    return path;
  }

  static std::string Word(size_t number) {
    std::string word;
    for (; number > 0; number /= 20) word += static_cast<char>('a' + number % 20);
    return word;
  }

  absl::StatusOr<FrequentForms> Count(const std::string& path, int threads, uint64_t memory) {
    ReadSettings settings;
    settings.inputs.files = {{path, "", Format::kJsonl}};
    settings.uses_times = false;
    DocumentIds ids;
    Progress progress;
    ReadCounts counts;
    FormCounter counter(BoilerplateRule{}, threads, Simd::Best(),
                        SortOptions{.memory_bytes = memory, .folder = folder_.string()});
    const absl::Status read = counter.Read(
        settings,
        {.ids = &ids, .progress = &progress, .counts = &counts, .bytes_under_way = 1 << 20});
    if (!read.ok()) return read;
    return counter.Finish();
  }

  static uint64_t FormOf(std::string_view paragraph) {
    uint64_t near = 0;
    ParagraphForms(Simd::Best()).ForEach(paragraph, [&](const ParagraphForm& f) { near = f.near; });
    return near;
  }
};

TEST_F(CountFormsTest, IsTheSameForAnyThreadsAndMemory) {
  const std::string path = Make(3000, 10);
  for (int threads : {1, 4}) {
    for (uint64_t memory : {64u << 10, 64u << 20}) {
      const auto frequent = Count(path, threads, memory);
      ASSERT_TRUE(frequent.ok()) << frequent.status();
      EXPECT_EQ(frequent->documents_of(0), 3000u);
      EXPECT_EQ(frequent->Documents(0, FormOf("ALL RIGHTS RESERVED")), 1500u);
      EXPECT_EQ(frequent->Documents(0, FormOf("Other end")), 1500u);
      EXPECT_EQ(frequent->Documents(0, FormOf("own " + Word(10) + " here")), 0u);
    }
  }
}

TEST_F(CountFormsTest, MemoryDoesNotGrowWithTheParagraphs) {
  const auto peak_of = [&](size_t documents) {
    const std::string path = Make(documents, 200);
    const HeapPeak peak;
    EXPECT_TRUE(Count(path, 1, 1 << 20).ok());
    return peak.bytes();
  };
  const size_t few = peak_of(500), many = peak_of(5000);
  // Ids and their places are kept of each document.
  EXPECT_LT(many, few + 5000 * 100 + (256 << 10)) << few;
}

}  // namespace
}  // namespace nearcopy
