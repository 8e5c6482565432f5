#ifndef NEARCOPY_TOOLS_NEARCOPY_READ_REPORT_H_
#define NEARCOPY_TOOLS_NEARCOPY_READ_REPORT_H_

#include "nearcopy/engine/read_documents.h"
#include "nearcopy/engine/settings.h"
#include "terminal.h"

namespace nearcopy::tool {

// Warns of what a run did not read or believe. Returns kDone, or kSkippedInput where records were
// skipped.
int ReportReading(const ReadSettings& settings, const ReadCounts& counts, When color);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_READ_REPORT_H_
