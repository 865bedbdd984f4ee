#include "sample_filter.hpp"

namespace digitnet::serve {
namespace {

constexpr std::array<std::string_view, 5> kViews{"all", "doubtful", "conflicts", "unlabelled", "held-back"};

}  // namespace

std::string_view name_of(SampleView view) {
  return kViews[static_cast<std::size_t>(view)];
}

std::optional<SampleView> sample_view_named(std::string_view name) {
  for (std::size_t i = 0; i < kViews.size(); ++i) {
    if (kViews[i] == name) return static_cast<SampleView>(i);
  }
  return std::nullopt;
}

}  // namespace digitnet::serve
