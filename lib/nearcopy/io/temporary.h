#ifndef NEARCOPY_IO_TEMPORARY_H_
#define NEARCOPY_IO_TEMPORARY_H_

#include <mutex>
#include <string>

namespace nearcopy {

// What the process writes under temporary names (".nearcopy-PID-N.tmp"), and therefore has to
// remove when it ends early. Each such file or folder is locked (flock) while its run lives, so
// that a later run can tell what a killed one left. All functions but the first and the last
// require the mutex: it is held by whoever makes, moves or removes something.
std::mutex& TemporaryMutex();

// Make an empty file or folder inside `folder`; the descriptor holds the lock. -1 and errno if that
// fails.
int MakeTemporaryFile(const std::string& folder, std::string* path);
int MakeTemporaryFolder(const std::string& folder, std::string* path);
// A file without a name, to write and read, which is gone with its descriptor, however the process
// ends. Where the file system knows no such thing, it has a name for a moment.
int MakeNamelessFile(const std::string& folder);
// A file by a given name; for one inside a temporary folder.
int MakeTemporaryNamed(const std::string& path);

// It has been moved into its place.
void ForgetTemporary(const std::string& path);
// Removes a file, or a folder that is empty by now.
void RemoveTemporary(const std::string& path);

// Removes what runs that are no more left in `folder`.
void RemoveLeftOvers(const std::string& folder);

// Removes everything, and lets no thread make or move anything from then on: for a signal
// handler's thread, before the process goes. False, and nothing done, while another thread is at
// it (a commit may be syncing to a slow disk): try again.
bool AbandonTemporaries();

}  // namespace nearcopy

#endif  // NEARCOPY_IO_TEMPORARY_H_
