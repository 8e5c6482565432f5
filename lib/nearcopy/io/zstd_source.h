#ifndef NEARCOPY_IO_ZSTD_SOURCE_H_
#define NEARCOPY_IO_ZSTD_SOURCE_H_

#include <zstd.h>

#include <memory>
#include <string_view>

#include "nearcopy/io/byte_source.h"

namespace nearcopy {

// Whether a zstd frame or a skippable frame starts so (RFC 8878); of fewer than 4 bytes, false.
bool IsZstdMagic(std::string_view head);

// The frames of a zstd file, one after the other.
class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<FileWindow> file);
  ~ZstdSource() override;

 private:
  size_t Decode(char* out, size_t size) override;
  bool StartFrame();
  bool Decompress(ZSTD_outBuffer* out);

  ZSTD_DStream* const stream_;
  bool inside_ = false;   // a frame
  bool any_ = false;      // whole frames so far
  size_t next_step_ = 0;  // bytes that zstd wants for its next step
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_ZSTD_SOURCE_H_
