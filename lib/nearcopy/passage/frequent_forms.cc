#include "nearcopy/passage/frequent_forms.h"

#include <xxhash.h>

#include <algorithm>

namespace nearcopy {
namespace {

constexpr int kFormBits = 48;
constexpr uint64_t kFeedMask = 0xffff;

// The fewest documents that are enough.
uint64_t LeastDocuments(const BoilerplateRule& rule, uint64_t of) {
  const double share = std::min(rule.min_share, 1.0) * static_cast<double>(of);
  uint64_t least = std::max(rule.min_documents, static_cast<uint64_t>(share));
  while (least < of && !rule.Holds(least, of)) ++least;
  return least;
}

}  // namespace

uint32_t FrequentForms::AddDocument(std::string_view feed) {
  auto at = numbers_.find(feed);
  if (at == numbers_.end()) {
    feeds_.push_back({std::string(feed), 0});
    at = numbers_.emplace(feeds_.back().name, static_cast<uint32_t>(feeds_.size() - 1)).first;
  }
  ++feeds_[at->second].documents;
  return at->second;
}

uint64_t FrequentForms::Key(uint32_t feed, uint64_t form) {
  const uint64_t hash = XXH3_64bits_withSeed(&form, sizeof(form), feed);
  return (feed & kFeedMask) << kFormBits | hash >> (64 - kFormBits);
}

void FrequentForms::FindLeast() {
  least_.assign(std::min<size_t>(feeds_.size(), kFeedMask + 1),
                std::numeric_limits<uint64_t>::max());
  for (size_t i = 0; i < feeds_.size(); ++i) {
    uint64_t& least = least_[i & kFeedMask];
    least = std::min(least, LeastDocuments(rule_, feeds_[i].documents));
  }
}

void FrequentForms::AddSorted(std::span<const uint64_t> keys) {
  if (least_.empty()) FindLeast();
  for (uint64_t key : keys) {
    if (key != run_key_) EndRun();
    run_key_ = key;
    ++run_;
  }
}

void FrequentForms::EndRun() {
  if (run_ > 0 && run_ >= least_[run_key_ >> kFormBits]) documents_.emplace(run_key_, run_);
  run_ = 0;
}

void FrequentForms::EndSorted() { EndRun(); }

uint32_t FrequentForms::FeedNumber(std::string_view feed) const {
  const auto at = numbers_.find(feed);
  return at == numbers_.end() ? kNoFeed : at->second;
}

uint64_t FrequentForms::Documents(uint32_t feed, uint64_t form) const {
  if (feed == kNoFeed) return 0;
  const auto at = documents_.find(Key(feed, form));
  if (at == documents_.end()) return 0;
  // The key may have been kept for another feed with the same 16 bits.
  return rule_.Holds(at->second, feeds_[feed].documents) ? at->second : 0;
}

}  // namespace nearcopy
