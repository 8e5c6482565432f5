#include "support/heap_bytes.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace nearcopy {
namespace {

std::atomic<size_t> now = 0, most = 0, calls = 0;

}  // namespace

HeapPeak::HeapPeak() : before_(now) { most = before_; }
size_t HeapPeak::bytes() const { return most - before_; }

size_t HeapCalls() { return calls; }

}  // namespace nearcopy

void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++nearcopy::calls;
  void* bytes = std::malloc(size);
  const size_t given = malloc_usable_size(bytes);
  const size_t now = nearcopy::now.fetch_add(given) + given;
  size_t most = nearcopy::most;
  while (most < now && !nearcopy::most.compare_exchange_weak(most, now)) continue;
  return bytes;
}

void* operator new(size_t size) {
  void* bytes = operator new(size, std::nothrow);
  return bytes != nullptr ? bytes : throw std::bad_alloc();
}

void operator delete(void* bytes) noexcept {
  nearcopy::now -= malloc_usable_size(bytes);
  std::free(bytes);
}

void operator delete(void* bytes, size_t) noexcept { operator delete(bytes); }
