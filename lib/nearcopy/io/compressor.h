#ifndef NEARCOPY_IO_COMPRESSOR_H_
#define NEARCOPY_IO_COMPRESSOR_H_

#include <memory>
#include <string>
#include <string_view>

#include "nearcopy/io/byte_source.h"

namespace nearcopy {

// Makes one gzip member (RFC 1952) or zstd frame (RFC 8878, with its checksum) of the bytes that it
// is given. The same bytes in give the same bytes out, however they are cut into calls: no name and
// no time stands in them. One thread at a time.
class Compressor {
 public:
  // Null for Compression::kNone. Lack of memory is std::bad_alloc.
  static std::unique_ptr<Compressor> Make(Compression compression);
  virtual ~Compressor() = default;

  // Appends to `out` what is ready; much of it may come with later calls.
  void Append(std::string_view bytes, std::string* out);
  // Once, after the last Append.
  void Finish(std::string* out);

 private:
  virtual void Compress(std::string_view bytes, std::string* out) = 0;
  virtual void End(std::string* out) = 0;

  std::string piece_;  // what is too little yet
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_COMPRESSOR_H_
