#include "copy_options.h"

#include <charconv>

#include "options.h"

namespace nearcopy::tool {
namespace {

double Containment(const po::variables_map& options) {
  constexpr double kLeast = 0.5;  // of less, samples find too little
  const auto& text = options["containment"].as<std::string>();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= kLeast && value <= 1) {
    return value;
  }
  throw UsageError("--containment is from 0.5 to 1, or off, not \"" + text + "\"");
}

}  // namespace

po::options_description CopyOptions() {
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value(value);
  };
  po::options_description d("Copies", kHelpWidth);
  d.add_options()  //
      ("threshold", text("0.7")->value_name("S"),
       "similarity from which two documents are near copies")  //
      ("containment", text("0.9")->value_name("C"),
       "part of a document that stands in a longer one, from which it is contained; off: none is "
       "looked for")  //
      ("recall", text("0.9995")->value_name("P"),
       "the chance to find a pair exactly at the threshold")  //
      ("keep", text("earliest")->value_name("RULE"),
       "earliest, latest, longest, first (read) or feeds:A,B,...")  //
      ("within", po::value<std::string>()->value_name("TIME"),
       "compare only documents published this close: 72h")  //
      ("across", po::value<std::string>()->value_name("FIELD"),
       "compare only documents that differ in this field")  //
      ("block-by", po::value<std::string>()->value_name("FIELD"),
       "compare only documents that agree in this field")  //
      ("ignore-boilerplate",
       "compare texts without the paragraphs that their feed repeats (nearcopy boilerplate)");
  return d;
}

CopySettings CopySettingsOf(const po::variables_map& options) {
  CopySettings s;
  s.read = ReadSettingsOf(options);
  s.sketch = SketchSettingsOf(options);
  const MemorySettings memory = MemorySettingsOf(options);
  s.memory = memory.bytes;
  s.tmp = memory.tmp;
  s.input_paths = options["input"].as<std::vector<std::string>>();
  s.threshold = Fraction(options, "threshold", true);
  s.containment.reset();
  if (options["containment"].as<std::string>() != "off") s.containment = Containment(options);
  s.recall = Fraction(options, "recall", false);
  s.keep = ParseKeep(options["keep"].as<std::string>());
  if (options.count("within") > 0) {
    s.within_seconds = ParseDuration("within", options["within"].as<std::string>());
  }
  const auto field = [&](const char* name) {
    if (options.count(name) == 0) return std::string();
    const auto& value = options[name].as<std::string>();
    if (value.empty()) throw UsageError(std::string("--") + name + " needs the name of a field");
    return value;
  };
  s.across = s.read.fields.across = field("across");
  s.block_by = s.read.fields.block = field("block-by");
  if (!s.across.empty() && s.across == s.block_by) {
    throw UsageError("--across and --block-by name the same field, so nothing could be compared");
  }
  if (options.count("ignore-boilerplate") > 0) s.ignore_boilerplate.emplace();
  return s;
}

}  // namespace nearcopy::tool
