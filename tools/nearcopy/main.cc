// nearcopy: the program. One file a command; this one finds the command and minds signals.
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "commands.h"
#include "nearcopy/io/temporary.h"
#include "nearcopy/version.h"
#include "option_values.h"
#include "options.h"
#include "terminal.h"

namespace nearcopy::tool {
namespace {

constexpr const char* kHelp =
    R"(nearcopy finds near-copy articles across news feeds, and verifies every one.

Usage: nearcopy COMMAND [options] INPUT...

Commands:
  boilerplate   paragraphs that a feed repeats; --strip takes them out
  cluster       near-copy clusters across feeds, with the similarity of every member
  dedup         the lines of the input, without copies: kept and removed, a reason for each
  explain       why two documents are, or are not, copies of each other
  repeats       stretches that stand twice inside a document; --strip takes the second ones out
  sketch        the sketches of documents, for other programs

  nearcopy help COMMAND    what a command does, its options and examples
  nearcopy --version

Examples:
  nearcopy cluster articles.jsonl --out result
  zstdcat 2026-02-*.jsonl.zst | nearcopy cluster - --out result
  nearcopy cluster texts/ --threshold 0.8 --out result
  nearcopy dedup crawl.jsonl.zst --out kept.jsonl.zst --removed removed.jsonl.zst
  nearcopy explain yesterday.txt today.txt
  nearcopy repeats article.txt
  nearcopy boilerplate articles.jsonl
)";

struct Command {
  std::string_view name;
  int (*run)(const std::vector<std::string>&);
};
constexpr Command kCommands[] = {{"boilerplate", &RunBoilerplateCommand},
                                 {"cluster", &RunClusterCommand},
                                 {"dedup", &RunDedupCommand},
                                 {"explain", &RunExplainCommand},
                                 {"repeats", &RunRepeatsCommand},
                                 {"sketch", &RunSketchCommand}};

const Command* FindCommand(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

int UnknownCommand(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  std::fprintf(stderr, "nearcopy: no command \"%s\"%s\n`nearcopy --help` lists them\n",
               Printable(name).c_str(), DidYouMean(name, names).c_str());
  return kFailed;
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(kHelp, stderr);
    return kFailed;
  }
  const std::string& first = arguments[0];
  if (first == "--version") {
    std::printf("nearcopy %s\n", kVersion);
    return kDone;
  }
  if (first == "--help" || first == "-h" || first == "help") {
    if (arguments.size() == 1) {
      std::fputs(kHelp, stdout);
      return kDone;
    }
    const Command* command = FindCommand(arguments[1]);
    return command != nullptr ? command->run({"--help"}) : UnknownCommand(arguments[1]);
  }
  const Command* command = FindCommand(first);
  if (command == nullptr) return UnknownCommand(first);
  if (arguments.size() == 2 && arguments[1] == "--version") return Run({"--version"});
  return command->run({arguments.begin() + 1, arguments.end()});
}

// Standard streams that the caller closed are opened the wrong way round: else the next file opened
// would be taken for one of them, and so using one is an error. Returns whether standard output is
// there.
bool OpenStandardStreams() {
  const bool output = fcntl(STDOUT_FILENO, F_GETFD) != -1;
  for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const int way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", way) != fd) _exit(kFailed);
  }
  return output;
}

// Ends the program by a signal, as if nobody had minded it.
void DieOf(int number, const sigset_t& signals) {
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  kill(getpid(), number);
}

// A thread of its own waits for the signals that end the program, so that what it was writing can
// be removed at any moment; then the signal does what it always does.
void MindSignals() {
  static sigset_t signals;
  sigemptyset(&signals);
  for (int s : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action;
    // What the caller set to be ignored (nohup) stays ignored.
    if (sigaction(s, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
      sigaddset(&signals, s);
    }
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  MindReaders();
  signal(SIGXFSZ, SIG_IGN);  // a full quota is then an error like a full disk
  std::thread([] {
    int received = 0;
    if (sigwait(&signals, &received) != 0) return;
    // A commit under way ends first; but a disk may be slow, and who asks twice does not wait long.
    constexpr timespec kLook{0, 20'000'000};
    constexpr int kFewLooks = 10;
    bool again = false;
    for (int looks = 0; !AbandonTemporaries() && !(again && looks >= kFewLooks); ++looks) {
      again = sigtimedwait(&signals, nullptr, &kLook) >= 0 || again;
    }
    ClearProgressLine();
    DieOf(received, signals);
  }).detach();
}

// What is freed goes back to the system: resident memory is what --memory bounds. By itself glibc
// takes large pieces from its heap, and leaves tens of megabytes there, once it has seen them
// freed.
void GiveMemoryBack() {
#ifdef M_MMAP_THRESHOLD
  constexpr int kLargePiece = 1 << 20, kAtTheTop = 16 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargePiece);
  mallopt(M_TRIM_THRESHOLD, kAtTheTop);  // which is taken again at once
#endif
}

}  // namespace
}  // namespace nearcopy::tool

int main(int argc, char** argv) {
  nearcopy::tool::GiveMemoryBack();
  const bool output = nearcopy::tool::OpenStandardStreams();
  int code = nearcopy::tool::kFailed;
  try {
    nearcopy::tool::MindSignals();
    code = nearcopy::tool::Run({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    std::fputs("nearcopy: out of memory\n", stderr);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "nearcopy: %s\n", nearcopy::tool::Printable(e.what()).c_str());
  }
  // Who closed it does not want to see what is printed there.
  if (output && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)) {
    if (!nearcopy::tool::ReaderIsGone()) {
      std::fputs("nearcopy: cannot write to standard output; files that were named are in place\n",
                 stderr);
    }
    code = nearcopy::tool::kFailed;
  }
  if (nearcopy::tool::ReaderIsGone()) {
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  return code;
}
