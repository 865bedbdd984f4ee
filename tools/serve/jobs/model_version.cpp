#include "model_version.hpp"

#include <array>
#include <utility>

namespace digitnet::serve {
namespace {

constexpr std::array<std::pair<VersionSource, std::string_view>, 4> kSources{{{VersionSource::trained, "trained"},
                                                                              {VersionSource::uploaded, "uploaded"},
                                                                              {VersionSource::taken, "taken"},
                                                                              {VersionSource::update, "update"}}};

}  // namespace

std::string_view name_of(VersionSource source) {
  for (const auto& [value, name] : kSources) {
    if (value == source) return name;
  }
  return "";
}

std::optional<VersionSource> version_source_named(std::string_view wanted) {
  for (const auto& [value, name] : kSources) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace digitnet::serve
