#include "job.hpp"

#include <array>
#include <utility>

namespace digitnet::serve {
namespace {

constexpr std::array<std::pair<JobKind, std::string_view>, 2> kKinds{
    {{JobKind::train, "train"}, {JobKind::evaluate, "evaluate"}}};
constexpr std::array<std::pair<JobState, std::string_view>, 5> kStates{{{JobState::queued, "queued"},
                                                                        {JobState::running, "running"},
                                                                        {JobState::done, "done"},
                                                                        {JobState::failed, "failed"},
                                                                        {JobState::cancelled, "cancelled"}}};

template <typename Names, typename Value>
std::string_view name_in(const Names& names, Value wanted) {
  for (const auto& [value, name] : names) {
    if (value == wanted) return name;
  }
  return "";
}

template <typename Value, typename Names>
std::optional<Value> value_in(const Names& names, std::string_view wanted) {
  for (const auto& [value, name] : names) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(JobKind kind) {
  return name_in(kKinds, kind);
}
std::string_view name_of(JobState state) {
  return name_in(kStates, state);
}
std::optional<JobKind> job_kind_named(std::string_view name) {
  return value_in<JobKind>(kKinds, name);
}
std::optional<JobState> job_state_named(std::string_view name) {
  return value_in<JobState>(kStates, name);
}

}  // namespace digitnet::serve
