#include "image/dark_ink.hpp"

#include <algorithm>
#include <cmath>

#include "image/background.hpp"

namespace digitnet {
namespace {

/// How many standard deviations of the paper's grain ink must stand out.
constexpr float kLeastDeviations = 5;

/// The standard deviation of the grain, from the fifth of the pixels that is nearest to the paper.
float grain_of(const Plane& contrast) {
  constexpr float kDeviationsOfQuantile = 0.2533f;  // a fifth of a normal distribution is nearer to its middle
  constexpr std::size_t kSamples = 20000;
  std::vector<float> distances;
  const std::size_t step = std::max<std::size_t>(1, contrast.values.size() / kSamples);
  for (std::size_t i = 0; i < contrast.values.size(); i += step) distances.push_back(std::abs(contrast.values[i]));
  return quantile(std::move(distances), 0.2) / kDeviationsOfQuantile;
}

}  // namespace

DarkInk find_dark_ink(const Plane& grey, int side, float least) {
  constexpr float kDarkestPaper = 32;
  const Background paper = follow_closely(grey, true, side);
  DarkInk ink{Plane(grey.width, grey.height), least};
  for (std::size_t i = 0; i < grey.values.size(); ++i) {
    const float level = paper.level.values[i];
    ink.contrast.values[i] = (level - grey.values[i]) / std::max(level, kDarkestPaper);
  }
  // That paper is made of the lightest of many noisy pixels; what most of it lies below is no ink.
  const float offset = quantile(ink.contrast.values, 0.4);
  for (float& value : ink.contrast.values) value -= offset;
  ink.threshold = std::max(least, kLeastDeviations * grain_of(ink.contrast));
  return ink;
}

}  // namespace digitnet
