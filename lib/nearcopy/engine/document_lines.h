#ifndef NEARCOPY_ENGINE_DOCUMENT_LINES_H_
#define NEARCOPY_ENGINE_DOCUMENT_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {

// What one file gets of each document of a batch: made by a worker, written in the order of the
// input. One thread at a time.
class DocumentLines {
 public:
  // Keeps the memory, but not that of a giant.
  void Clear() {
    DropGiant(&bytes_);
    bytes_.clear();
    ends_.clear();
  }
  // Where to append what the next document gets; then EndDocument, though it may be nothing.
  std::string* open() { return &bytes_; }
  void EndDocument() { ends_.push_back(bytes_.size()); }

  std::string_view Of(size_t document) const {
    const size_t begin = document == 0 ? 0 : ends_[document - 1];
    return std::string_view(bytes_).substr(begin, ends_[document] - begin);
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;  // of each document
};

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_DOCUMENT_LINES_H_
