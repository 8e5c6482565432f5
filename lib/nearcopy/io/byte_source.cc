#include "nearcopy/io/byte_source.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "nearcopy/io/file_window.h"
#include "nearcopy/io/gzip_source.h"
#include "nearcopy/io/zstd_source.h"

namespace nearcopy {
namespace {

class PlainSource : public ByteSource {
 public:
  explicit PlainSource(std::unique_ptr<FileWindow> file) : ByteSource(std::move(file)) {}

 private:
  size_t Decode(char* out, size_t size) override {
    const size_t n = file().Read(out, size);
    if (n < size && (file().shrank() || !file().failure().empty())) {
      SetEndsEarly("shorter than when it was opened");
    }
    return n;
  }
};

Compression ByName(const std::string& path) {
  if (absl::EndsWithIgnoreCase(path, ".gz")) return Compression::kGzip;
  if (absl::EndsWithIgnoreCase(path, ".zst")) return Compression::kZstd;
  return Compression::kNone;
}

Compression ByFirstBytes(std::string_view head) {
  if (head.substr(0, kGzipMagic.size()) == kGzipMagic) return Compression::kGzip;
  return IsZstdMagic(head) ? Compression::kZstd : Compression::kNone;
}

std::unique_ptr<ByteSource> Make(Compression compression, std::unique_ptr<FileWindow> file) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipSource>(std::move(file));
    case Compression::kZstd:
      return std::make_unique<ZstdSource>(std::move(file));
    case Compression::kNone:
      break;
  }
  return std::make_unique<PlainSource>(std::move(file));
}

}  // namespace

Compression CompressionOf(const std::string& path, std::string_view first_bytes) {
  return path == "-" ? ByFirstBytes(first_bytes.substr(0, kCompressionMagic)) : ByName(path);
}

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(const std::string& path,
                                                             const Options& options) {
  absl::StatusOr<std::unique_ptr<FileWindow>> file = FileWindow::Open(path, options.stop);
  if (!file.ok()) return file.status();
  const Compression compression =
      options.compression
          ? *options.compression
          : CompressionOf(path, path == "-" ? (*file)->Peek(kCompressionMagic) : "");
  std::unique_ptr<ByteSource> source = Make(compression, *std::move(file));
  if (compression != Compression::kNone) source->max_bytes_ = options.max_decompressed_bytes;
  return source;
}

ByteSource::ByteSource(std::unique_ptr<FileWindow> file) : file_(std::move(file)) {}
ByteSource::~ByteSource() = default;

size_t ByteSource::Read(char* out, size_t size) {
  if (damage_) return 0;
  const size_t allowed =
      max_bytes_ == 0 ? size : static_cast<size_t>(std::min<uint64_t>(size, max_bytes_ - given_));
  const size_t n = Decode(out, allowed);
  given_ += n;
  if (allowed == size || n < allowed) return n;
  // At the limit: is there one byte more?
  char over;
  if (Decode(&over, 1) == 1) {
    damage_.reset();
    SetDamage(Damage::Kind::kTooLarge,
              absl::StrCat("decompresses to more than ", max_bytes_, " bytes"));
  }
  return n;
}

uint64_t ByteSource::compressed_bytes() const { return file_->taken(); }
uint64_t ByteSource::compressed_size() const { return file_->size(); }

void ByteSource::SetDamage(Damage::Kind kind, std::string message) {
  damage_ = Damage{kind, file_->position(), std::move(message)};
}

void ByteSource::SetEndsEarly(std::string message) {
  if (!file_->failure().empty()) return SetDamage(Damage::Kind::kUnreadable, file_->failure());
  SetDamage(Damage::Kind::kTruncated, std::move(message));
}

}  // namespace nearcopy
