#ifndef NEARCOPY_IO_BYTE_SOURCE_H_
#define NEARCOPY_IO_BYTE_SOURCE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace nearcopy {

class FileWindow;

enum class Compression { kNone, kGzip, kZstd };

// How an input is compressed: a file by the ending of its name, standard input ("-") by its first
// bytes, of which it takes up to kCompressionMagic to tell.
inline constexpr size_t kCompressionMagic = 4;
Compression CompressionOf(const std::string& path, std::string_view first_bytes);

// What is wrong with a container, so that nothing behind `compressed_byte` can be read.
struct Damage {
  enum class Kind {
    kTruncated,        // the data end inside a gzip member or zstd frame
    kCorrupt,          // bad header, block or checksum
    kTrailingGarbage,  // whole members, then bytes that are none
    kTooLarge,         // over max_decompressed_bytes, or a zstd window over 128 MiB
    kUnreadable,       // read(2) failed, or no memory
  };
  Kind kind;
  uint64_t compressed_byte;  // offset in the file, where the damage was met
  std::string message;       // "gzip: ends inside a member", without path
};

// The bytes of one input, decompressed: all members of a .gz, all frames of a .zst (skippable
// frames skipped). Memory is bounded (zstd windows over 128 MiB are damage). One thread at a time.
class ByteSource {
 public:
  struct Options {
    std::optional<Compression> compression;   // none: by name, of "-" by the first bytes
    uint64_t max_decompressed_bytes = 0;      // of compressed input alone; 0: no limit
    const std::atomic<bool>* stop = nullptr;  // once true, a pipe that gives nothing has ended
  };

  // Opens a regular file, or standard input for "-". Errors name the path: not found, a folder,
  // no regular file, no permission.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(const std::string& path,
                                                          const Options& options);
  virtual ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Reads up to `size` bytes; fewer only at the end or before damage, 0 then. After a call that
  // returned less than `size`, damage() tells an end from damage. A regular file is read to the
  // size it had when it was opened.
  size_t Read(char* out, size_t size);
  const std::optional<Damage>& damage() const { return damage_; }

  // Bytes of the file taken so far, and its size (0: unknown), for progress.
  uint64_t compressed_bytes() const;
  uint64_t compressed_size() const;

 protected:
  explicit ByteSource(std::unique_ptr<FileWindow> file);

  // As Read, but unaware of the limit; fewer bytes only at the end or after SetDamage.
  virtual size_t Decode(char* out, size_t size) = 0;

  FileWindow& file() { return *file_; }
  void SetDamage(Damage::Kind kind, std::string message);
  // The file gives no more bytes though more must come: kUnreadable where reading failed, else
  // kTruncated.
  void SetEndsEarly(std::string message);

 private:
  std::unique_ptr<FileWindow> file_;
  uint64_t max_bytes_ = 0;
  uint64_t given_ = 0;
  std::optional<Damage> damage_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_BYTE_SOURCE_H_
