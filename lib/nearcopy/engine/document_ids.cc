#include "nearcopy/engine/document_ids.h"

namespace nearcopy {
namespace {

// Seven bits a byte, the lowest first; the top bit says that more follow (LEB128).
void PutNumber(uint64_t number, std::string* out) {
  for (; number >= 0x80; number >>= 7) out->push_back(static_cast<char>(number | 0x80));
  out->push_back(static_cast<char>(number));
}

uint64_t GetNumber(const char** at) {
  uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<uint8_t>(*(*at)++);
    number |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return number;
  }
}

std::string_view GetId(const char** at) {
  const uint64_t size = GetNumber(at);
  const std::string_view id(*at, size);
  *at += size;
  return id;
}

}  // namespace

DocumentId::operator std::string_view() const {
  const char* at = at_;
  return GetId(&at);
}

Place DocumentId::place() const {
  const char* at = at_;
  GetId(&at);
  Place place;
  place.input = static_cast<uint32_t>(GetNumber(&at));
  place.line = GetNumber(&at);
  place.byte = GetNumber(&at);
  return place;
}

std::optional<Place> DocumentIds::Find(std::string_view id) const {
  const auto found = known_.find(id);
  if (found == known_.end()) return std::nullopt;
  return found->place();
}

void DocumentIds::Add(std::string_view id, const Place& place) {
  entry_.clear();
  PutNumber(id.size(), &entry_);
  entry_.append(id);
  PutNumber(place.input, &entry_);
  PutNumber(place.line, &entry_);
  PutNumber(place.byte, &entry_);
  last_.at_ = pool_.Add(entry_).data();
  known_.insert(last_);
}

}  // namespace nearcopy
