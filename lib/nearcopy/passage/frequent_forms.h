#ifndef NEARCOPY_PASSAGE_FREQUENT_FORMS_H_
#define NEARCOPY_PASSAGE_FREQUENT_FORMS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace nearcopy {

// How many of a feed's documents a paragraph must stand in to be boilerplate.
struct BoilerplateRule {
  uint64_t min_documents = 5;
  double min_share = 0.01;

  bool Holds(uint64_t documents, uint64_t of) const {
    return documents >= min_documents &&
           static_cast<double>(documents) / static_cast<double>(of) >= min_share;
  }
};

// Which forms are frequent in their feed, and in how many of its documents they stand. First
// AddDocument for all documents, while the caller sorts the keys of their forms, each once a
// document; then the sorted keys go through AddSorted. One thread at a time until EndSorted, after
// that any. Forms that are not frequent take no memory, but those of feeds beyond the first 65,536
// may be counted together.
class FrequentForms {
 public:
  explicit FrequentForms(const BoilerplateRule& rule) : rule_(rule) {}
  FrequentForms(FrequentForms&&) = default;
  FrequentForms& operator=(FrequentForms&&) = default;

  // Returns the feed's number; feeds are numbered as they come.
  uint32_t AddDocument(std::string_view feed);
  // A form of a feed in 64 bits: 16 for the feed, 48 of a hash of both.
  static uint64_t Key(uint32_t feed, uint64_t form);

  // Keys in ascending order, as often as there are documents with the form; in any pieces.
  void AddSorted(std::span<const uint64_t> keys);
  void EndSorted();

  size_t feeds() const { return feeds_.size(); }
  std::string_view feed(uint32_t number) const { return feeds_[number].name; }
  uint64_t documents_of(uint32_t feed) const { return feeds_[feed].documents; }

  static constexpr uint32_t kNoFeed = std::numeric_limits<uint32_t>::max();
  uint32_t FeedNumber(std::string_view feed) const;  // kNoFeed: it had no document

  // In how many documents of the feed a frequent form stands; 0 of one that is not frequent.
  uint64_t Documents(uint32_t feed, uint64_t form) const;

 private:
  struct Feed {
    std::string name;
    uint64_t documents = 0;
  };
  void EndRun();
  void FindLeast();

  BoilerplateRule rule_;
  std::deque<Feed> feeds_;
  absl::flat_hash_map<std::string_view, uint32_t> numbers_;
  std::vector<uint64_t> least_;  // documents that a form needs, of the feeds with the same 16 bits
  absl::flat_hash_map<uint64_t, uint64_t> documents_;  // of each key
  uint64_t run_key_ = 0, run_ = 0;
};

}  // namespace nearcopy

#endif  // NEARCOPY_PASSAGE_FREQUENT_FORMS_H_
