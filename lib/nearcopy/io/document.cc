#include "nearcopy/io/document.h"

namespace nearcopy {

std::string_view Name(BadReason reason) {
  switch (reason) {
    case BadReason::kInvalidUtf8:
      return "invalid_utf8";
    case BadReason::kLoneSurrogate:
      return "lone_surrogate";
    case BadReason::kInvalidJson:
      return "invalid_json";
    case BadReason::kTooDeep:
      return "too_deep";
    case BadReason::kDuplicateKey:
      return "duplicate_key";
    case BadReason::kMissingField:
      return "missing_field";
    case BadReason::kWrongType:
      return "wrong_type";
    case BadReason::kBadId:
      return "bad_id";
    case BadReason::kTooLong:
      return "too_long";
    case BadReason::kDuplicateId:
      return "duplicate_id";
    case BadReason::kBadTime:
      return "bad_time";
    case BadReason::kTruncated:
      return "truncated";
    case BadReason::kCorrupt:
      return "corrupt";
    case BadReason::kTrailingGarbage:
      return "trailing_garbage";
    case BadReason::kTooLarge:
      return "too_large";
    case BadReason::kUnreadable:
      return "unreadable";
  }
  return "unknown";
}

}  // namespace nearcopy
