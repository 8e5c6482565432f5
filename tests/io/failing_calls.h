#ifndef NEARCOPY_TESTS_IO_FAILING_CALLS_H_
#define NEARCOPY_TESTS_IO_FAILING_CALLS_H_

#include <cstddef>
#include <limits>

namespace nearcopy {

// What open, pwrite and pread do in a test program that they seldom do on a sound machine;
// failing_calls.cc, linked to it, stands in their place. Set by one thread, while no other calls.
struct CallFailures {
  bool no_nameless_files = false;                          // as on file systems that know none
  bool interrupted = false;                                // every other call, by a signal
  size_t most_bytes = std::numeric_limits<size_t>::max();  // that a call takes or gives
  size_t room = std::numeric_limits<size_t>::max();        // bytes that the disk has left
  int read_error = 0;                                      // errno of every pread
};
extern CallFailures call_failures;

}  // namespace nearcopy

#endif  // NEARCOPY_TESTS_IO_FAILING_CALLS_H_
