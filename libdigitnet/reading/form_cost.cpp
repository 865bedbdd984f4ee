#include "reading/form_cost.hpp"

namespace digitnet {
namespace {

/// What one of each costs.
constexpr SegmentForm kCosts{
    .digits = 0.2f, .cut = 0.7f, .crossed = 0.6f, .overlap = 5, .gap = 8, .low = 6, .wide = 1.5f, .wide_squared = 1};
constexpr float kSkipped = 1;
constexpr float kSkippedSize = 9;

}  // namespace

float form_cost(const SegmentForm& form) {
  return kCosts.digits * form.digits + kCosts.cut * form.cut + kCosts.crossed * form.crossed +
         kCosts.overlap * form.overlap + kCosts.gap * form.gap + kCosts.low * form.low + kCosts.wide * form.wide +
         kCosts.wide_squared * form.wide_squared;
}

float skip_cost(float size) {
  return kSkipped + kSkippedSize * size;
}

}  // namespace digitnet
