#ifndef NEARCOPY_IO_INPUTS_H_
#define NEARCOPY_IO_INPUTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace nearcopy {

enum class Format { kAuto, kJsonl, kText };

// One file to read, after folders were walked.
struct Input {
  std::string path;  // as given, or below the given folder; "-" is standard input
  std::string id;    // of the document, where the file is one text
  Format format = Format::kJsonl;
};

struct Inputs {
  std::vector<Input> files;          // given order; inside a folder by path, bytewise
  std::vector<std::string> ignored;  // files in folders whose names say no known format
};

// Walks folders (links to folders are followed; a loop is an error, and so is a link to nothing
// whose name says a format), tells formats by name (.jsonl, .ndjson, .txt, each also .gz or .zst)
// unless `format` says, which then holds for every file of a folder. In a folder an id is the path
// below it, without .gz or .zst; of a single text file its name. Errors name the path. "-" may
// stand once, and is JSONL by itself.
absl::StatusOr<Inputs> FindInputs(const std::vector<std::string>& paths, Format format);

}  // namespace nearcopy

#endif  // NEARCOPY_IO_INPUTS_H_
