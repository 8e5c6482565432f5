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

// Reads all inputs and finds which forms of paragraphs are frequent in their feeds, a document's
// feed being the value of read.fields.feed. Memory is that of `sort`, however many paragraphs there
// are; those over it go to a file. Errors are those of ReadRecords and SortedValues. Any thread.
absl::StatusOr<FrequentForms> CountForms(const ReadSettings& read, const BoilerplateRule& rule,
                                         int threads, Simd simd, const SortOptions& sort,
                                         const ReadTargets& targets);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_COUNT_FORMS_H_
