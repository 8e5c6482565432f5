#ifndef NEARCOPY_IO_FRAMES_H_
#define NEARCOPY_IO_FRAMES_H_

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "nearcopy/io/spill_file.h"

namespace nearcopy {

// A frame is closed before the string that would make it hold more. Over news, half of it takes a
// quarter longer to compress; twice as much is a tenth faster, and one text takes twice as long to
// get out.
inline constexpr size_t kFrameBytes = 32 << 10;

// Strings one after the other, in zstd frames (RFC 8878). No string is cut, so that one frame is
// enough to have it back; one of over kFrameBytes has a frame of its own.
struct Frames {
  // Where frames end: in the strings, and in the bytes.
  struct End {
    uint64_t content = 0, packed = 0;
  };
  std::string bytes;
  std::vector<End> ends;
};

// Packs strings into frames; keeps zstd's buffers. One thread at a time.
class FramePacker {
 public:
  FramePacker();

  // Starts anew: Add appends to `frames` from then on.
  void Begin(Frames* frames);
  // Returns where the string begins in the content of these frames.
  uint64_t Add(std::string_view text);
  // Closes the last frame.
  void Finish();

 private:
  void Pack(std::string_view content);

  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context_;
  Frames* frames_ = nullptr;
  std::string open_;  // the content of the frame that is not full yet
  uint64_t content_ = 0;
};

// Frames in a file without a name, and in memory where each of them ends: 16 bytes a frame.
// Appending is for one thread; once that is over, FrameReaders may read on any number of them.
class FrameFile {
 public:
  // Errors name the folder.
  static absl::StatusOr<std::unique_ptr<FrameFile>> Create(const std::string& folder);

  // Returns where the content of the frames begins in that of the file.
  absl::StatusOr<uint64_t> Append(const Frames& frames);
  absl::Status Finish() { return file_->Flush(); }

 private:
  friend class FrameReader;
  FrameFile(std::string folder, std::unique_ptr<SpillFile> file)
      : folder_(std::move(folder)), file_(std::move(file)) {}

  const std::string folder_;
  const std::unique_ptr<SpillFile> file_;
  std::vector<Frames::End> ends_;
};

// Reads strings of a FrameFile, which must outlive it. Strings of one frame are decompressed
// together, if they are asked for one after the other. One thread at a time.
class FrameReader {
 public:
  explicit FrameReader(const FrameFile& file);

  // The `size` bytes from `byte` on, of one string; valid until the next call. DataLossError if
  // the file does not hold what was written; errors of reading are those of SpillFile.
  absl::StatusOr<std::string_view> Read(uint64_t byte, size_t size);

 private:
  absl::Status Load(size_t frame);

  const FrameFile& file_;
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context_;
  size_t frame_;  // the one in content_, or as many as there are
  std::string packed_, content_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_FRAMES_H_
