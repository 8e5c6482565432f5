#ifndef NEARCOPY_ENGINE_BOILERPLATE_JOB_H_
#define NEARCOPY_ENGINE_BOILERPLATE_JOB_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/strip.h"
#include "nearcopy/passage/boilerplate.h"

namespace nearcopy {

// The job of `boilerplate`. A document's feed is the value of read.fields.feed.
struct BoilerplateSettings {
  ReadSettings read;
  BoilerplateRule rule;
  std::optional<Strip> strip;  // the documents are to be written without their boilerplate
  std::string list = "-";      // file of the list; empty: none
  std::string stripped, cuts;  // with `strip`: files of the documents, and of what was cut or empty
  bool force = false;
  std::vector<std::string> input_paths;  // as given, for the summary
  int threads = 1;
  Simd simd = Simd::Scalar();
  uint64_t memory = 1 << 30;  // bytes; what does not fit goes to files
  std::string tmp = "/tmp";   // folder of these
};

struct BoilerplateResult {
  ReadCounts read;
  std::vector<BoilerplateParagraph> paragraphs;
  uint64_t feeds = 0;
  uint64_t paragraphs_found = 0;  // in all documents, as often as they stand there
  uint64_t bytes_found = 0;       // of their text
  CutCounts cut;                  // with `strip`
  double seconds = 0;
  std::vector<std::string> warnings;  // for a person to read, a sentence each
};

// Reads the inputs twice, and writes the list, a line a paragraph: {"feed", "paragraph",
// "documents", "share", "place"}, by feed, then most documents first; with `strip` the documents
// too, in their order, byte for byte but for the paragraphs that are cut. All files appear whole or
// not at all. Errors name file and place; an input that changed meanwhile is one. Any thread;
// settings.threads in all do the work.
absl::StatusOr<BoilerplateResult> RunBoilerplate(const BoilerplateSettings& settings,
                                                 Progress* progress);

// The summary as JSON.
std::string BoilerplateSummaryJson(const BoilerplateSettings& settings,
                                   const BoilerplateResult& result);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_BOILERPLATE_JOB_H_
