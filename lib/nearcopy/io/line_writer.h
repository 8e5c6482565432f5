#ifndef NEARCOPY_IO_LINE_WRITER_H_
#define NEARCOPY_IO_LINE_WRITER_H_

#include <string_view>

#include "nearcopy/io/output.h"

namespace nearcopy {

// Writes records a line each, byte for byte. The last line of an input may lack its end; it gets
// one only if another line follows. One thread at a time.
class LineWriter {
 public:
  explicit LineWriter(OutputFile* file) : file_(file) {}

  // Whole records, or with `goes_on` more of the last one.
  void Append(std::string_view lines, bool goes_on = false) {
    if (lines.empty()) return;
    if (open_ && !goes_on) file_->Append("\n");
    file_->Append(lines);
    open_ = lines.back() != '\n';
  }

 private:
  OutputFile* file_;
  bool open_ = false;  // what was written last lacks its LF
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_LINE_WRITER_H_
