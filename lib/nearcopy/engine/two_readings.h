#ifndef NEARCOPY_ENGINE_TWO_READINGS_H_
#define NEARCOPY_ENGINE_TWO_READINGS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nearcopy/engine/settings.h"
#include "nearcopy/io/input_spool.h"
#include "nearcopy/io/seekable_input.h"

namespace nearcopy {

// For a job that reads its inputs twice: files are read where they are both times, and must not
// change meanwhile; a pipe on standard input is kept from the first time. One thread at a time.
class TwoReadings {
 public:
  // Before the first reading. `tmp` is the folder of what is kept of a pipe.
  static absl::StatusOr<std::unique_ptr<TwoReadings>> Begin(const ReadSettings& settings,
                                                            const std::string& tmp);

  // What both readings go by.
  const ReadSettings& settings() const { return settings_; }

  // After the first reading, and before the second.
  absl::Status EndFirst();
  // After the second, or what cut it short: FailedPreconditionError "PATH: changed while it was
  // read" if a file did, or what was wrong with what was kept.
  absl::Status EndSecond() const;

 private:
  explicit TwoReadings(const ReadSettings& settings) : settings_(settings) {}

  ReadSettings settings_;
  std::unique_ptr<InputSpool> spool_;             // null where standard input is not read
  std::vector<std::optional<FileState>> states_;  // of the inputs; none: no regular file
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_TWO_READINGS_H_
