#include "sample.hpp"

#include <array>

namespace digitnet::serve {
namespace {

constexpr std::array<std::string_view, 3> kSources{"upload", "drawing", "correction"};

}  // namespace

std::string_view name_of(SampleSource source) {
  return kSources[static_cast<std::size_t>(source)];
}

std::optional<SampleSource> sample_source_named(std::string_view name) {
  for (std::size_t i = 0; i < kSources.size(); ++i) {
    if (kSources[i] == name) return static_cast<SampleSource>(i);
  }
  return std::nullopt;
}

bool is_doubtful(std::optional<int> label, const Opinion& opinion) {
  return label && *label != opinion.label && opinion.probability >= kDoubtfulFrom;
}

}  // namespace digitnet::serve
