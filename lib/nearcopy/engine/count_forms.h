#ifndef NEARCOPY_ENGINE_COUNT_FORMS_H_
#define NEARCOPY_ENGINE_COUNT_FORMS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "nearcopy/engine/read_records.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/sorted_values.h"
#include "nearcopy/passage/frequent_forms.h"

namespace nearcopy {

// Finds which forms of paragraphs are frequent in their feeds, a document's feed being the value of
// read.fields.feed. Memory is that of `sort`, however many paragraphs there are; those over it go
// to a file. Errors are those of ReadRecords and SortedValues. One caller at a time.
class FormCounter {
 public:
  FormCounter(const BoilerplateRule& rule, int threads, Simd simd, const SortOptions& sort)
      : threads_(threads), simd_(simd), frequent_(rule), keys_(sort) {}

  // Reads inputs, and counts their documents with those of earlier calls.
  absl::Status Read(const ReadSettings& read, const ReadTargets& targets);
  // Once, after the last Read.
  absl::StatusOr<FrequentForms> Finish();

 private:
  const int threads_;
  const Simd simd_;
  FrequentForms frequent_;
  SortedValues keys_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_COUNT_FORMS_H_
