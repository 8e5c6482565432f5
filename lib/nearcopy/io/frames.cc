#include "nearcopy/io/frames.h"

#include <zstd_errors.h>

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

// The fastest level that codes letters by their frequency. Those below it were hardly faster, and
// left a quarter more.
constexpr int kLevel = 1;
// A quarter of what the level has by itself: a sixth faster, for 4% more bytes.
constexpr int kHashLog = 12;

}  // namespace

FramePacker::FramePacker() : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
  if (context_ == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_hashLog, kHashLog);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

void FramePacker::Begin(Frames* frames) {
  frames_ = frames;
  frames_->bytes.clear();
  frames_->ends.clear();
  open_.clear();
  content_ = 0;
}

uint64_t FramePacker::Add(std::string_view text) {
  if (open_.size() + text.size() > kFrameBytes) Finish();
  const uint64_t begin = content_ + open_.size();
  if (text.size() > kFrameBytes) {
    Pack(text);  // without a copy, for it may be large
  } else {
    open_.append(text);
  }
  return begin;
}

void FramePacker::Finish() {
  if (open_.empty()) return;
  Pack(open_);
  open_.clear();
}

void FramePacker::Pack(std::string_view content) {
  std::string& bytes = frames_->bytes;
  const size_t begin = bytes.size();
  bytes.resize(begin + ZSTD_compressBound(content.size()));
  const size_t size = ZSTD_compress2(context_.get(), bytes.data() + begin, bytes.size() - begin,
                                     content.data(), content.size());
  if (ZSTD_isError(size)) throw std::bad_alloc();  // with so much room, for lack of memory alone
  bytes.resize(begin + size);
  content_ += content.size();
  frames_->ends.push_back({content_, bytes.size()});
}

absl::StatusOr<std::unique_ptr<FrameFile>> FrameFile::Create(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<SpillFile>> file = SpillFile::Create(folder);
  if (!file.ok()) return file.status();
  return std::unique_ptr<FrameFile>(new FrameFile(folder, *std::move(file)));
}

absl::StatusOr<uint64_t> FrameFile::Append(const Frames& frames) {
  const Frames::End before = ends_.empty() ? Frames::End{} : ends_.back();
  if (absl::Status status = file_->Append(frames.bytes); !status.ok()) return status;
  for (const Frames::End& end : frames.ends) {
    ends_.push_back({before.content + end.content, before.packed + end.packed});
  }
  return before.content;
}

FrameReader::FrameReader(const FrameFile& file)
    : file_(file), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx), frame_(file.ends_.size()) {
  if (context_ == nullptr) throw std::bad_alloc();
}

absl::StatusOr<std::string_view> FrameReader::Read(uint64_t byte, size_t size) {
  const std::vector<Frames::End>& ends = file_.ends_;
  if (size == 0) return std::string_view();  // it may stand behind the last frame
  const auto at =
      std::upper_bound(ends.begin(), ends.end(), byte,
                       [](uint64_t value, const Frames::End& end) { return value < end.content; });
  assert(at != ends.end() && byte + size <= at->content);
  const auto frame = static_cast<size_t>(at - ends.begin());
  if (frame != frame_) {
    if (absl::Status status = Load(frame); !status.ok()) return status;
  }
  return std::string_view(content_).substr(byte - (at->content - content_.size()), size);
}

absl::Status FrameReader::Load(size_t frame) {
  const std::vector<Frames::End>& ends = file_.ends_;
  const Frames::End begin = frame == 0 ? Frames::End{} : ends[frame - 1];
  frame_ = ends.size();
  DropGiant(&packed_);
  DropGiant(&content_);
  packed_.resize(ends[frame].packed - begin.packed);
  if (absl::Status status = file_.file_->Read(begin.packed, packed_); !status.ok()) return status;
  content_.resize(ends[frame].content - begin.content);
  const size_t size = ZSTD_decompressDCtx(context_.get(), content_.data(), content_.size(),
                                          packed_.data(), packed_.size());
  if (ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation) throw std::bad_alloc();
  if (size != content_.size()) {
    return absl::DataLossError(
        absl::StrCat(file_.folder_, ": a temporary file does not hold what was written to it"));
  }
  frame_ = frame;
  return absl::OkStatus();
}

}  // namespace nearcopy
