#include "nearcopy/io/gzip_source.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nearcopy/io/file_window.h"

namespace nearcopy {

GzipSource::GzipSource(std::unique_ptr<FileWindow> file) : ByteSource(std::move(file)) {
  constexpr int kGzipOnly = 15 + 16;  // the largest window; no zlib header
  ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK;
}

GzipSource::~GzipSource() {
  if (ready_) inflateEnd(&stream_);
}

size_t GzipSource::Decode(char* out, size_t size) {
  if (!ready_) {
    SetDamage(Damage::Kind::kUnreadable, "gzip: no memory");
    return 0;
  }
  size_t done = 0;
  while (done < size) {
    if (!inside_ && !StartMember()) break;
    const auto room =
        static_cast<uInt>(std::min<size_t>(size - done, std::numeric_limits<uInt>::max()));
    stream_.next_out = reinterpret_cast<Bytef*>(out + done);
    stream_.avail_out = room;
    const bool going_on = Inflate();
    done += room - stream_.avail_out;
    if (!going_on) break;
  }
  return done;
}

// False at the end and at damage.
bool GzipSource::StartMember() {
  const std::string_view head = file().Peek(2).substr(0, 2);
  if (head.empty()) {
    if (!any_ || file().shrank() || !file().failure().empty()) {
      SetEndsEarly(any_ ? "gzip: ends before its end" : "gzip: empty, without any member");
    }
    return false;
  }
  if (head != kGzipMagic.substr(0, head.size())) {
    if (any_) {
      SetDamage(Damage::Kind::kTrailingGarbage,
                "gzip: what follows the last member is no gzip member");
    } else {
      SetDamage(Damage::Kind::kCorrupt, "gzip: no gzip header");
    }
    return false;
  }
  inflateReset(&stream_);
  inside_ = true;
  return true;
}

// One step; false at damage.
bool GzipSource::Inflate() {
  const std::string_view in = file().Peek(1);
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream_.avail_in = static_cast<uInt>(in.size());
  const int status = inflate(&stream_, Z_NO_FLUSH);
  file().Skip(in.size() - stream_.avail_in);
  switch (status) {
    case Z_OK:
      return true;
    case Z_STREAM_END:  // checksum and length were right
      inside_ = false;
      any_ = true;
      return true;
    case Z_BUF_ERROR:  // nothing to read, and nothing left to write
      SetEndsEarly("gzip: ends inside a member");
      return false;
    case Z_MEM_ERROR:
      SetDamage(Damage::Kind::kUnreadable, "gzip: no memory");
      return false;
    default:
      SetDamage(Damage::Kind::kCorrupt,
                absl::StrCat("gzip: ", stream_.msg != nullptr ? stream_.msg : "bad data"));
      return false;
  }
}

}  // namespace nearcopy
