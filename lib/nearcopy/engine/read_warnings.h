#ifndef NEARCOPY_ENGINE_READ_WARNINGS_H_
#define NEARCOPY_ENGINE_READ_WARNINGS_H_

#include <string>
#include <vector>

#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/settings.h"

namespace nearcopy {

// What a person should know of what was not read, or not believed; a sentence each. Any thread.
std::vector<std::string> ReadWarnings(const ReadSettings& settings, const ReadCounts& counts);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_READ_WARNINGS_H_
