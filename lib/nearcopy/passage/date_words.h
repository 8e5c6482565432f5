#ifndef NEARCOPY_PASSAGE_DATE_WORDS_H_
#define NEARCOPY_PASSAGE_DATE_WORDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace nearcopy {

// What a word of normal form can be beside a number.
enum class DateWordKind : uint8_t {
  kNone,
  kName,  // of a month or weekday, a part of the day, a time zone, a unit of dates
  kLink,  // may stand between the parts of a date: "3 of May at 10.30"
  kHalf,  // "a" and "p", if "m" follows
  kM,
};

// The words of dates in some twenty languages, each in normal form: names of months and weekdays,
// full and as they are usually cut short. Many are other words too ("may", "sun", "mar"), so only
// what stands around one can tell what it is. One for the process; any thread.
class DateWords {
 public:
  // Of the hashes, HashWord(word, seed), that the words have.
  static const DateWords& Get();
  static constexpr uint64_t kSeed = 1;

  DateWordKind KindOf(uint64_t hash) const {
    if ((may_be_[hash % kFilterBits / 64] >> hash % 64 & 1) == 0) return DateWordKind::kNone;
    const auto at = kinds_.find(hash);
    return at == kinds_.end() ? DateWordKind::kNone : at->second;
  }

  // A language and its names, with spaces between them.
  struct Language {
    std::string_view code, names;
  };
  static std::span<const Language> Languages();
  static std::string_view Links();

 private:
  DateWords();
  // Most words are none: a few bits of a hash tell.
  static constexpr size_t kFilterBits = 1 << 15;
  std::array<uint64_t, kFilterBits / 64> may_be_{};
  absl::flat_hash_map<uint64_t, DateWordKind> kinds_;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_DATE_WORDS_H_
