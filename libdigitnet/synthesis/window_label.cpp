#include "synthesis/window_label.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "digitnet/synthesis.hpp"

namespace digitnet {
namespace {

/// From so many pixels on it is one of none.
constexpr double kBesideDigit_px = 2.5;
/// Between two middles that are near each other, a 1's and its neighbour's, these parts of their distance count.
constexpr double kAtDigit = 0.3;
constexpr double kBesideDigit = 0.42;
constexpr double kLeastBeside_px = 1;

}  // namespace

std::optional<int> window_label(double x, std::span<const double> centers, const std::string& text) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  double nearest = kFar;
  double second = kFar;
  std::size_t digit = 0;
  for (std::size_t i = 0; i < centers.size(); ++i) {
    const double place = centers[i] - x;
    if (std::abs(place) < std::abs(nearest)) {
      second = nearest;
      nearest = place;
      digit = i;
    } else if (std::abs(place) < std::abs(second)) {
      second = place;
    }
  }
  const bool between = nearest * second < 0;
  const double apart = std::abs(nearest - second);
  const double beside = between ? std::max(kLeastBeside_px, kBesideDigit * apart) : kFar;
  const double distance = std::abs(nearest);
  if (distance >= std::min(kBesideDigit_px, beside)) return kNonDigit;
  const double at = between ? kAtDigit * apart : kFar;
  if (apart < kLeastBeside_px || distance > std::min(kAtDigit_px, at)) return std::nullopt;
  return text[digit] - '0';
}

}  // namespace digitnet
