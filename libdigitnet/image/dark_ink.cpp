#include "image/dark_ink.hpp"

#include <algorithm>

#include "image/background.hpp"

namespace digitnet {
namespace {

/// How many standard deviations of the paper's grain ink must stand out.
constexpr float kLeastDeviations = 5;

}  // namespace

DarkInk find_dark_ink(const Plane& grey, int side, float least) {
  DarkInk ink{close_contrast(grey, true, side), least};
  ink.threshold = std::max(least, kLeastDeviations * noise_of(ink.contrast));
  return ink;
}

}  // namespace digitnet
