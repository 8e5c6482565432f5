#include "nearcopy/io/compressor.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

namespace nearcopy {
namespace {

// The levels that the tools of these formats have by themselves.
constexpr int kGzipLevel = 6, kZstdLevel = 3;
constexpr size_t kStep = 64 << 10;  // room that is made in the output at a time
// The libraries do not promise that calls of other sizes give the same bytes, so all are of one.
constexpr size_t kPiece = 64 << 10;

class GzipCompressor : public Compressor {
 public:
  GzipCompressor() {
    constexpr int kWindowAndGzip = 15 + 16, kMemoryLevel = 8;
    if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kWindowAndGzip, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipCompressor() override { deflateEnd(&stream_); }

 private:
  void Compress(std::string_view bytes, std::string* out) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    Run(Z_NO_FLUSH, out);
  }
  void End(std::string* out) override { Run(Z_FINISH, out); }

  // Until it has room left, so nothing more to give.
  void Run(int flush, std::string* out) {
    do {
      const size_t before = out->size();
      out->resize(before + kStep);
      stream_.next_out = reinterpret_cast<Bytef*>(out->data() + before);
      stream_.avail_out = kStep;
      deflate(&stream_, flush);
      out->resize(before + kStep - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
};

class ZstdCompressor : public Compressor {
 public:
  ZstdCompressor() : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kZstdLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

 private:
  void Compress(std::string_view bytes, std::string* out) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) Run(&in, ZSTD_e_continue, out);
  }
  void End(std::string* out) override {
    ZSTD_inBuffer in{nullptr, 0, 0};
    while (Run(&in, ZSTD_e_end, out) > 0) continue;
  }

  // Returns what is left to be given, at least.
  size_t Run(ZSTD_inBuffer* in, ZSTD_EndDirective end, std::string* out) {
    const size_t before = out->size();
    out->resize(before + kStep);
    ZSTD_outBuffer to{out->data() + before, kStep, 0};
    const size_t left = ZSTD_compressStream2(context_.get(), &to, in, end);
    if (ZSTD_isError(left)) throw std::bad_alloc();  // there is no other reason
    out->resize(before + to.pos);
    return left;
  }

  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context_;
};

}  // namespace

std::unique_ptr<Compressor> Compressor::Make(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipCompressor>();
    case Compression::kZstd:
      return std::make_unique<ZstdCompressor>();
    case Compression::kNone:
      break;
  }
  return nullptr;
}

void Compressor::Append(std::string_view bytes, std::string* out) {
  while (piece_.size() + bytes.size() >= kPiece) {
    const size_t size = kPiece - piece_.size();
    if (piece_.empty()) {
      Compress(bytes.substr(0, size), out);
    } else {
      Compress(piece_.append(bytes.substr(0, size)), out);
      piece_.clear();
    }
    bytes.remove_prefix(size);
  }
  piece_.append(bytes);
}

void Compressor::Finish(std::string* out) {
  Compress(piece_, out);
  End(out);
}

}  // namespace nearcopy
