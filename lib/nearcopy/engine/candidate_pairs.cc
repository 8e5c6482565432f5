#include "nearcopy/engine/candidate_pairs.h"

#include <algorithm>
#include <utility>

#include "nearcopy/text/kept_bytes.h"

namespace nearcopy {
namespace {

constexpr size_t kValuesATime = 1 << 12;

// Rows have 31 bits, so there is one for the kind of a pair.
uint64_t Value(uint32_t later, uint32_t earlier, uint32_t kind) {
  return uint64_t{later} << 32 | uint64_t{earlier} << 1 | kind;
}
uint32_t Later(uint64_t value) { return static_cast<uint32_t>(value >> 32); }
uint32_t Earlier(uint64_t value) { return static_cast<uint32_t>(value) >> 1; }
uint32_t KindOf(uint64_t value) { return value & 1; }

SortOptions WithoutDuplicates(SortOptions options) {
  options.drop_duplicates = true;
  return options;
}

}  // namespace

CandidatePairs::CandidatePairs(size_t rows, const SortOptions& options)
    : components_(rows), found_(WithoutDuplicates(options)), ordered_(options), number_(rows) {}

absl::Status CandidatePairs::Add(std::span<const CandidatePair> pairs, Kind kind) {
  values_.clear();
  for (const CandidatePair& p : pairs) {
    components_.Join(p.a, p.b);
    number_[p.a] = number_[p.b] = 1;
    values_.push_back(Value(p.b, p.a, kind));
  }
  return found_->Add(values_);
}

absl::Status CandidatePairs::Finish() {
  NumberByComponent();
  if (absl::Status status = found_->Finish(); !status.ok()) return status;
  values_.resize(kValuesATime);
  while (true) {
    const absl::StatusOr<size_t> read = found_->Read(values_);
    if (!read.ok()) return read.status();
    if (*read == 0) break;
    const auto some = std::span(values_).first(*read);
    for (uint64_t& v : some) {
      ++sizes_[KindOf(v)];
      v = Value(number_[Later(v)], number_[Earlier(v)], KindOf(v));
    }
    if (absl::Status status = ordered_.Add(some); !status.ok()) return status;
  }
  found_.reset();
  Free(&number_);
  values_.clear();
  return ordered_.Finish();
}

void CandidatePairs::NumberByComponent() {
  const auto rows = static_cast<uint32_t>(number_.size());
  std::vector<uint32_t> next(rows);  // number for the next row of each component, by its first row
  for (uint32_t row = 0; row < rows; ++row) {
    if (number_[row] != 0) ++next[components_.Find(row)];
  }
  uint32_t numbers = 0;
  for (uint32_t& n : next) numbers += std::exchange(n, numbers);
  row_.resize(numbers);
  component_.resize(numbers);
  for (uint32_t row = 0; row < rows; ++row) {
    if (number_[row] == 0) continue;
    const uint32_t first = components_.Find(row);
    number_[row] = next[first]++;
    row_[number_[row]] = row;
    component_[number_[row]] = number_[first];
  }
  components_ = UnionFind(0);
}

absl::StatusOr<bool> CandidatePairs::Next(size_t most, CandidatePiece* piece) {
  values_.erase(values_.begin(), values_.begin() + static_cast<ptrdiff_t>(given_));
  // One more than is given, to see whether its component is another.
  const size_t left = values_.size();
  if (left <= most) {
    values_.resize(most + 1);
    const absl::StatusOr<size_t> read = ordered_.Read(std::span(values_).subspan(left));
    if (!read.ok()) return read.status();
    values_.resize(left + *read);
  }
  const auto component = [&](size_t i) { return component_[Later(values_[i])]; };
  given_ = std::min(most, values_.size());
  const auto whole = [&](size_t end) {
    return end == values_.size() || component(end) != component(end - 1);
  };
  size_t end = given_;
  while (end > 0 && !whole(end)) --end;
  const bool ends = end > 0 || values_.empty();
  if (end > 0) given_ = end;
  piece->near.clear();
  piece->contained.clear();
  for (uint64_t v : std::span(values_).first(given_)) {
    auto& pairs = KindOf(v) == kNear ? piece->near : piece->contained;
    pairs.push_back({row_[Earlier(v)], row_[Later(v)]});
  }
  return ends;
}

}  // namespace nearcopy
