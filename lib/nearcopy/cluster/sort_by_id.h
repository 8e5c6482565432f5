#ifndef NEARCOPY_CLUSTER_SORT_BY_ID_H_
#define NEARCOPY_CLUSTER_SORT_BY_ID_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace nearcopy {

// Sorts documents by their ids, bytewise, and those of equal ids by number. Takes 16 bytes a
// document while it does. Any thread; `id_of` is called by the caller's.
void SortById(std::span<uint32_t> documents,
              const std::function<std::string_view(uint32_t)>& id_of);

}  // namespace nearcopy

#endif  // NEARCOPY_CLUSTER_SORT_BY_ID_H_
