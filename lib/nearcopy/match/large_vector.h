#ifndef NEARCOPY_MATCH_LARGE_VECTOR_H_
#define NEARCOPY_MATCH_LARGE_VECTOR_H_

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace nearcopy {

inline constexpr size_t kLargePage = 2 << 20;  // bytes

// Gives memory on large pages where the system has these: it is asked once where it would be asked
// 512 times for small pages, and the processor finds its way in a table of as many entries less.
// What is smaller than a large page comes as from std::allocator. Values are not zeroed.
template <typename T>
struct LargeAllocator {
  static_assert(std::is_trivially_copyable_v<T>);
  using value_type = T;

  LargeAllocator() = default;
  template <typename U>
  LargeAllocator(const LargeAllocator<U>&) {}

  T* allocate(size_t size) {
    const size_t bytes = size * sizeof(T);
    if (bytes < kLargePage) return static_cast<T*>(::operator new(bytes));
    void* const memory = ::operator new(bytes, std::align_val_t{kLargePage});
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes / kLargePage * kLargePage, MADV_HUGEPAGE);  // if not, small ones do
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t size) {
    if (size * sizeof(T) < kLargePage) return ::operator delete(memory);
    ::operator delete(memory, std::align_val_t{kLargePage});
  }
  template <typename U, typename... Arguments>
  void construct(U* at, Arguments&&... arguments) {
    if constexpr (sizeof...(Arguments) > 0) {
      ::new (static_cast<void*>(at)) U(std::forward<Arguments>(arguments)...);
    }
  }
  bool operator==(const LargeAllocator&) const { return true; }
};

// Numbers that a corpus has many of. resize() leaves new ones as they are in memory.
template <typename T>
using LargeVector = std::vector<T, LargeAllocator<T>>;

}  // namespace nearcopy

#endif  // NEARCOPY_MATCH_LARGE_VECTOR_H_
