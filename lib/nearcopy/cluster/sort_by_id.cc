#include "nearcopy/cluster/sort_by_id.h"

#include <algorithm>
#include <vector>

namespace nearcopy {
namespace {

struct Entry {
  uint64_t front;
  uint32_t document;
};

// The first eight bytes as a number: where it is smaller, so is the text.
uint64_t FrontOf(std::string_view text) {
  uint64_t front = 0;
  for (size_t i = 0; i < sizeof(front); ++i) {
    front = front << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  }
  return front;
}

size_t SharedFront(std::string_view a, std::string_view b) {
  const size_t size = std::min(a.size(), b.size());
  size_t shared = 0;
  while (shared < size && a[shared] == b[shared]) ++shared;
  return shared;
}

}  // namespace

// Ids are far away: few comparisons should have to look at them. What all begin with is left out,
// and then the front of the rest tells most apart.
void SortById(std::span<uint32_t> documents,
              const std::function<std::string_view(uint32_t)>& id_of) {
  if (documents.size() < 2) return;
  std::string_view shared = id_of(documents[0]);
  for (uint32_t d : documents) shared = shared.substr(0, SharedFront(shared, id_of(d)));
  std::vector<Entry> entries;
  entries.reserve(documents.size());
  for (uint32_t d : documents) {
    entries.push_back({FrontOf(id_of(d).substr(shared.size())), d});
  }
  std::ranges::sort(entries, [&](const Entry& x, const Entry& y) {
    if (x.front != y.front) return x.front < y.front;
    const int ids = id_of(x.document).compare(id_of(y.document));
    return ids != 0 ? ids < 0 : x.document < y.document;
  });
  std::ranges::transform(entries, documents.begin(), &Entry::document);
}

}  // namespace nearcopy
