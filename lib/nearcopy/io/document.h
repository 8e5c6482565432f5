#ifndef NEARCOPY_IO_DOCUMENT_H_
#define NEARCOPY_IO_DOCUMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nearcopy/io/byte_source.h"
#include "nearcopy/io/bytes.h"

namespace nearcopy {

// Where a record stands: `line` from 1 (0: the whole file is the record), `byte` from 0, both in
// the decompressed bytes of the input; a byte order mark counts.
struct Place {
  uint32_t input = 0;
  uint64_t line = 0;
  uint64_t byte = 0;
};

// A document as read. The views point into the batch that holds it; optional fields are empty
// where the record has none.
struct Document {
  std::string_view id, text, title, feed, url, published, lang;
  std::string_view across, block;  // values of --across and --block-by
  Place place;
  std::string_view raw;   // the record byte for byte, its line end included
  bool replaced = false;  // bytes that were not UTF-8 stand as U+FFFD
};

// Why a record cannot be read; the names are those of summary.json.
enum class BadReason {
  kInvalidUtf8,
  kLoneSurrogate,
  kInvalidJson,
  kTooDeep,
  kDuplicateKey,
  kMissingField,
  kWrongType,
  kBadId,
  kTooLong,
  kDuplicateId,
  kBadTime,
  kTruncated,  // from here on, what ends an input
  kCorrupt,
  kTrailingGarbage,
  kTooLarge,
  kUnreadable,
};
inline constexpr size_t kBadReasons = static_cast<size_t>(BadReason::kUnreadable) + 1;
std::string_view Name(BadReason reason);  // "invalid_utf8", ...
inline bool IsDamage(BadReason reason) { return reason >= BadReason::kTruncated; }

struct BadRecord {
  BadReason reason;
  Place place;           // of the record; for kInvalidUtf8, `byte` is that of the first bad byte
  std::string message;   // what a person needs to mend it, without path and place
  std::string_view raw;  // the record byte for byte, its line end included
};

// A stretch of an input: whole lines, one whole text file, a piece of a record over the size
// limit (the first piece, then the rest), or the damage that ends the input (its bytes: the record
// that was cut by it).
struct Block {
  enum class Kind { kLines, kText, kTooLong, kTooLongRest, kDamage };
  Kind kind = Kind::kLines;
  Place place;  // of the first byte
  Bytes bytes;
  std::string id;  // of a text file
  std::optional<Damage> damage;
};

// A block and what was read of it, both lists in the order of the input. `arena` holds unescaped
// strings; it is reserved once, so views into it stay.
struct DocumentBatch {
  Block block;
  Bytes arena;
  std::vector<Document> documents;
  std::vector<BadRecord> bad;
};

}  // namespace nearcopy

#endif  // NEARCOPY_IO_DOCUMENT_H_
