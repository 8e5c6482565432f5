#ifndef NEARCOPY_TOOLS_NEARCOPY_COPY_OPTIONS_H_
#define NEARCOPY_TOOLS_NEARCOPY_COPY_OPTIONS_H_

#include "nearcopy/engine/settings.h"
#include "option_values.h"

namespace nearcopy::tool {

// Options of every command that looks for copies: what a copy is, which is kept, which documents
// are compared.
po::options_description CopyOptions();

// The settings from these and the shared options, but for the inputs, which are found last. Throws
// UsageError.
CopySettings CopySettingsOf(const po::variables_map& options);

}  // namespace nearcopy::tool

#endif  // NEARCOPY_TOOLS_NEARCOPY_COPY_OPTIONS_H_
