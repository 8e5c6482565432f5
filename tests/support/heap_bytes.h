#ifndef NEARCOPY_TESTS_SUPPORT_HEAP_BYTES_H_
#define NEARCOPY_TESTS_SUPPORT_HEAP_BYTES_H_

#include <cstddef>

namespace nearcopy {

// What a test program takes from `operator new`; heap_bytes.cc, linked to it, counts. One at a
// time.
class HeapPeak {
 public:
  HeapPeak();
  // The most bytes that were in use at once since it was made, over those in use then.
  size_t bytes() const;
  // Those in use now, over those in use then; these must still be.
  size_t now() const;

 private:
  const size_t before_;
};

// How often `operator new` was called so far, on any thread.
size_t HeapCalls();

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_SUPPORT_HEAP_BYTES_H_
