#ifndef NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_
#define NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "nearcopy/engine/progress.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/engine/text_store.h"
#include "nearcopy/engine/two_readings.h"
#include "nearcopy/passage/frequent_forms.h"

namespace nearcopy {

// What --ignore-boilerplate does before the inputs are read: reads them a first time to find the
// boilerplate of each feed, and tells the texts to leave it out. Must outlive these. One thread at
// a time.
class IgnoredBoilerplate {
 public:
  // Null where the settings do not ask for it. Of the inputs of `texts` nothing was read yet. Bad
  // records are as in the reading that follows, but no rejected one is written.
  static absl::StatusOr<std::unique_ptr<IgnoredBoilerplate>> Find(const CopySettings& settings,
                                                                  TextStore* texts,
                                                                  Progress* progress);

  // What the reading that follows goes by, and what comes after it: an error if an input changed.
  const ReadSettings& settings() const { return readings_->settings(); }
  absl::Status EndReading() const { return readings_->EndSecond(); }

 private:
  IgnoredBoilerplate(std::unique_ptr<TwoReadings> readings, FrequentForms frequent)
      : readings_(std::move(readings)), frequent_(std::move(frequent)) {}

  std::unique_ptr<TwoReadings> readings_;
  FrequentForms frequent_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_IGNORED_BOILERPLATE_H_
