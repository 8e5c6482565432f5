#ifndef NEARCOPY_IO_GZIP_SOURCE_H_
#define NEARCOPY_IO_GZIP_SOURCE_H_

#include <zlib.h>

#include <memory>
#include <string_view>

#include "nearcopy/io/byte_source.h"

namespace nearcopy {

inline constexpr std::string_view kGzipMagic = "\x1f\x8b";

// The members of a gzip file (RFC 1952), one after the other.
class GzipSource : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<FileWindow> file);
  ~GzipSource() override;

 private:
  size_t Decode(char* out, size_t size) override;
  bool StartMember();
  bool Inflate();

  z_stream stream_{};
  bool ready_ = false;
  bool inside_ = false;  // a member, behind its first byte
  bool any_ = false;     // whole members so far
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_GZIP_SOURCE_H_
