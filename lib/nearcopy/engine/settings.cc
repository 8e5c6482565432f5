#include "nearcopy/engine/settings.h"

namespace nearcopy {

std::string Describe(const Shingling& shingling) {
  const bool words = shingling.unit == Shingling::Unit::kWords;
  return (words ? "words:" : "chars:") + std::to_string(shingling.length);
}

std::string Describe(const KeepRule& rule) {
  switch (rule.kind) {
    case KeepRule::Kind::kEarliest:
      return "earliest";
    case KeepRule::Kind::kLatest:
      return "latest";
    case KeepRule::Kind::kLongest:
      return "longest";
    case KeepRule::Kind::kFirstRead:
      return "first";
    case KeepRule::Kind::kFeeds:
      break;
  }
  std::string name = "feeds";
  for (size_t i = 0; i < rule.feeds.size(); ++i) name += (i == 0 ? ":" : ",") + rule.feeds[i];
  return name;
}

}  // namespace nearcopy
