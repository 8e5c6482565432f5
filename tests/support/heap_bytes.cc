#include "support/heap_bytes.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

namespace nearcopy {
namespace heap {
namespace {

std::atomic<size_t> now = 0, most = 0, calls = 0;

void Took(size_t bytes) {
  ++calls;
  const size_t then = now.fetch_add(bytes) + bytes;
  size_t before = most;
  while (before < then && !most.compare_exchange_weak(before, then)) continue;
}

}  // namespace
}  // namespace heap

HeapPeak::HeapPeak() : before_(heap::now) { heap::most = before_; }
size_t HeapPeak::bytes() const { return heap::most - before_; }
size_t HeapPeak::now() const { return heap::now - before_; }

size_t HeapCalls() { return heap::calls; }

}  // namespace nearcopy

void* operator new(size_t size, const std::nothrow_t&) noexcept {
  void* const bytes = std::malloc(size);
  nearcopy::heap::Took(malloc_usable_size(bytes));
  return bytes;
}

void* operator new(size_t size) {
  void* const bytes = operator new(size, std::nothrow);
  return bytes != nullptr ? bytes : throw std::bad_alloc();
}

void operator delete(void* bytes) noexcept {
  nearcopy::heap::now -= malloc_usable_size(bytes);
  std::free(bytes);
}

void operator delete(void* bytes, size_t) noexcept { operator delete(bytes); }

// Of what is aligned, malloc counts as usable what alignment alone takes; so how much was asked for
// stands before it.
void* operator new(size_t size, std::align_val_t align) {
  const auto before = static_cast<size_t>(align);
  auto* const bytes = static_cast<char*>(std::aligned_alloc(before, (size / before + 2) * before));
  if (bytes == nullptr) throw std::bad_alloc();
  std::memcpy(bytes, &size, sizeof(size));
  nearcopy::heap::Took(size);
  return bytes + before;
}

void operator delete(void* aligned, std::align_val_t align) noexcept {
  if (aligned == nullptr) return;
  char* const bytes = static_cast<char*>(aligned) - static_cast<size_t>(align);
  size_t size = 0;
  std::memcpy(&size, bytes, sizeof(size));
  nearcopy::heap::now -= size;
  std::free(bytes);
}

void operator delete(void* aligned, size_t, std::align_val_t align) noexcept {
  operator delete(aligned, align);
}
