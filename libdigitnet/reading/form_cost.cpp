// The weights were fitted on numbers composed from MNIST's training digits, so that the correct reading is as probable
// as can be among all ways to read a line (docs/decisions/0013-over-segmentation.md). Those of overlap and gap are set
// by hand: composed numbers have neither the wide gaps nor the loose strokes of real ones.
#include "reading/form_cost.hpp"

namespace digitnet {
namespace {

/// What one of each costs. A digit more costs less than nothing, because each brings a probability below 1 and twice
/// that of lattice.cpp.
constexpr SegmentForm kCosts{.digits = -0.38f,
                             .cut = 0.81f,
                             .crossed = 1.57f,
                             .overlap = 3,
                             .gap = 6,
                             .low = 2.69f,
                             .wide = 0.72f,
                             .wide_squared = 0.85f};
constexpr float kSkipped = 2.89f;
constexpr float kSkippedSize = 4.47f;

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
