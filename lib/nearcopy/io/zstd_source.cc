#include "nearcopy/io/zstd_source.h"

#include <zstd_errors.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/file_window.h"

namespace nearcopy {
namespace {

constexpr std::string_view kFrameMagic = "\x28\xb5\x2f\xfd";
constexpr std::string_view kSkippableMagic = "\x2a\x4d\x18";  // behind a byte 5X
constexpr int kMaxWindowLog = 27;
constexpr size_t kFirstStep = 5;  // what zstd needs to tell how long a frame header is

// Whether a magic number, or the front of one.
bool StartsMagic(std::string_view head) {
  if (head == kFrameMagic.substr(0, head.size())) return true;
  if ((head[0] & 0xf0) != 0x50) return false;
  head.remove_prefix(1);
  return head == kSkippableMagic.substr(0, head.size());
}

}  // namespace

bool IsZstdMagic(std::string_view head) { return head.size() == 4 && StartsMagic(head); }

ZstdSource::ZstdSource(std::unique_ptr<FileWindow> file)
    : ByteSource(std::move(file)), stream_(ZSTD_createDStream()) {
  if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMaxWindowLog);
}

ZstdSource::~ZstdSource() { ZSTD_freeDStream(stream_); }

size_t ZstdSource::Decode(char* out, size_t size) {
  if (stream_ == nullptr) {
    SetDamage(Damage::Kind::kUnreadable, "zstd: no memory");
    return 0;
  }
  ZSTD_outBuffer buffer{out, size, 0};
  while (buffer.pos < size) {
    if (!inside_ && !StartFrame()) break;
    if (!Decompress(&buffer)) break;
  }
  return buffer.pos;
}

// False at the end and at damage.
bool ZstdSource::StartFrame() {
  const std::string_view head = file().Peek(4).substr(0, 4);
  if (head.empty()) {
    if (!any_ || file().shrank() || !file().failure().empty()) {
      SetEndsEarly(any_ ? "zstd: ends before its end" : "zstd: empty, without any frame");
    }
    return false;
  }
  if (!StartsMagic(head)) {
    if (any_) {
      SetDamage(Damage::Kind::kTrailingGarbage,
                "zstd: what follows the last frame is no zstd frame");
    } else {
      SetDamage(Damage::Kind::kCorrupt, "zstd: no zstd header");
    }
    return false;
  }
  ZSTD_DCtx_reset(stream_, ZSTD_reset_session_only);
  inside_ = true;
  next_step_ = kFirstStep;
  return true;
}

// One step; false at damage. No more is given than zstd asks for: an error then costs no block
// before it, for zstd counts neither input nor output of a call that fails.
bool ZstdSource::Decompress(ZSTD_outBuffer* out) {
  const size_t step = std::min(next_step_, FileWindow::kLookAhead);
  const std::string_view head = file().Peek(step).substr(0, step);
  ZSTD_inBuffer in{head.data(), head.size(), 0};
  const size_t written = out->pos;
  const size_t result = ZSTD_decompressStream(stream_, out, &in);
  if (ZSTD_isError(result)) {
    const ZSTD_ErrorCode code = ZSTD_getErrorCode(result);
    if (code == ZSTD_error_frameParameter_windowTooLarge) {
      SetDamage(Damage::Kind::kTooLarge, "zstd: needs a window of more than 128 MiB");
    } else if (code == ZSTD_error_memory_allocation) {
      SetDamage(Damage::Kind::kUnreadable, "zstd: no memory");
    } else {
      SetDamage(Damage::Kind::kCorrupt, absl::StrCat("zstd: ", ZSTD_getErrorName(result)));
    }
    return false;
  }
  file().Skip(in.pos);
  next_step_ = result;
  if (result == 0) {
    inside_ = false;
    any_ = true;
  } else if (in.pos == 0 && out->pos == written && head.size() < step) {
    SetEndsEarly("zstd: ends inside a frame");
    return false;
  }
  return true;
}

}  // namespace nearcopy
