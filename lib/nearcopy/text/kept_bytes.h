#ifndef NEARCOPY_TEXT_KEPT_BYTES_H_
#define NEARCOPY_TEXT_KEPT_BYTES_H_

#include <cstddef>

namespace nearcopy {

// What one record needs may be a gigabyte. Buffers that last longer than a record give back what
// is over this, so that a rare giant does not hold its memory, in every thread, until the end.
inline constexpr size_t kKeptBytes = 4 << 20;

// Frees the memory of a vector or string, which `= {}` would keep.
template <typename Buffer>
void Free(Buffer* buffer) {
  *buffer = Buffer();
}

// The same, but only if it became larger than that.
template <typename Buffer>
void DropGiant(Buffer* buffer) {
  if (buffer->capacity() * sizeof(typename Buffer::value_type) > kKeptBytes) Free(buffer);
}

}  // namespace nearcopy

#endif  // NEARCOPY_TEXT_KEPT_BYTES_H_
