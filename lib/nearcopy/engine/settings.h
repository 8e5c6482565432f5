#ifndef NEARCOPY_ENGINE_SETTINGS_H_
#define NEARCOPY_ENGINE_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nearcopy/cluster/keep_order.h"
#include "nearcopy/io/block_reader.h"
#include "nearcopy/io/inputs.h"
#include "nearcopy/io/parse.h"
#include "nearcopy/passage/frequent_forms.h"
#include "nearcopy/shingle/shingler.h"
#include "nearcopy/sketch/sketch.h"

namespace nearcopy {

// What is read, and what a bad record gets.
struct ReadSettings {
  Inputs inputs;
  Fields fields;
  ReadOptions limits;
  bool skip_bad = false;               // else the first bad record ends the run
  std::optional<uint64_t> max_errors;  // with skip_bad: more end the run all the same
  bool replace_invalid_utf8 = false;
  bool skip_duplicate_ids = false;
  bool uses_times = true;      // else none is looked for, nor missed
  bool strict_time = false;    // a bad time makes a bad record
  std::optional<int64_t> now;  // times over a day past it are not believed; none: all are
  std::string rejected;        // path for skipped records; empty: none
};

// How documents become sketches.
struct SketchSettings {
  Shingling shingling;
  SketchShape shape;
  bool samples = false;  // takes samples beside, to find contained copies by
  int threads = 1;
  Simd simd = Simd::Scalar();
};

// What every job that looks for copies is told.
struct CopySettings {
  ReadSettings read;
  SketchSettings sketch;
  double threshold = 0.7;
  std::optional<double> containment = 0.9;  // none: contained copies are not looked for
  double recall = 0.9995;
  KeepRule keep;
  std::optional<int64_t> within_seconds;
  std::string across, block_by;          // field names; empty: none
  std::optional<BoilerplateRule> ignore_boilerplate;  // texts are compared without it
  std::vector<std::string> input_paths;  // as given, for the summary
  uint64_t memory = 1 << 30;             // bytes; what does not fit goes to files
  std::string tmp = "/tmp";              // folder of these
};

// The job of `cluster`.
struct ClusterSettings : CopySettings {
  bool anchors = false;  // --link anchor
  bool all_pairs = false;
  uint64_t max_pairs = 10'000'000;
  std::string out;
  bool force = false;
};

// Which copies `dedup` removes, contained ones apart.
struct RemovedCopies {
  bool exact = true, near = true;
};

// The job of `dedup`. Without `kept` and `removed` lines are not dealt. By itself contained copies
// stay: they go if `containment` says from when on.
struct DedupSettings : CopySettings {
  DedupSettings() { containment.reset(); }

  RemovedCopies remove;
  std::optional<Inputs> against;           // remove only what stands there
  std::vector<std::string> against_paths;  // as given, for the summary
  std::vector<std::string> protect;        // ids of documents that never go
  std::string kept, removed, reasons;      // files, or "-"; empty: none
  bool force = false;
};

// As the command line says them: "words:5", "feeds:a,b".
std::string Describe(const Shingling& shingling);
std::string Describe(const KeepRule& rule);

}  // namespace nearcopy

#endif  // NEARCOPY_ENGINE_SETTINGS_H_
