// From a picture to its ink, in steps:
// 1. A large picture is shrunk: a digit needs no more than some hundred pixels. One that is so much longer than wide
//    that nothing would be left of its shorter side holds no digit.
// 2. The ground is found as a smooth surface, whether light or dark (background.hpp), and each pixel becomes its
//    contrast to it: that evens out light that falls off, as on a photo.
// 3. Better still is the ground right beside each pixel, which follows the edge of a shadow too; but a stroke that is
//    broad for the picture would pass for ground, and where that happens the smooth surface stays.
// 4. The threshold lies half-way between ground and ink, and above the noise of the ground.
#include "image/ink.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/background.hpp"
#include "image/components.hpp"
#include "image/morphology.hpp"
#include "image/rules.hpp"

namespace digitnet {
namespace {

/// Contrast below which there is no ink: 1 is black on white.
constexpr float kLeastContrast = 0.06f;
/// How many standard deviations of the ground ink must stand out.
constexpr float kLeastDeviations = 4;
constexpr int kLeastSide_px = 4;
/// The standard deviation of contrast above which a picture is smoothed first.
constexpr float kSmoothedNoise = 0.01f;
/// The ground is followed closely as far as strokes are narrower than this part of the picture's longer side.
constexpr int kStrokesInSide = 8;

/// How many pixels of the picture become one; nothing when the picture is too small, or so much longer than wide (some
/// hundred times) that no digit would be left. A small picture is not shrunk, and may be a 1 that is three pixels wide.
std::optional<int> shrink_factor(const Image& picture, int longest_side) {
  const auto [shorter, longer] = std::minmax(picture.width, picture.height);
  if (shorter < 1 || longer < kLeastSide_px) return std::nullopt;
  const int factor = (longer - 1) / longest_side + 1;
  if (factor > 1 && shorter / factor < kLeastSide_px) return std::nullopt;
  return factor;
}

/// Half of the mean of what is above the threshold, found by going on until it stays (Ridler & Calvard 1978, with a
/// ground of 0); nothing when the ground's noise reaches as high.
std::optional<float> find_threshold(const Plane& contrast, float least) {
  float threshold = least;
  for (int round = 0; round < 20; ++round) {
    double sum = 0;
    std::size_t count = 0;
    for (const float value : contrast.values) {
      if (value <= threshold) continue;
      sum += value;
      ++count;
    }
    if (count == 0) return std::nullopt;
    const float next = std::max(least, static_cast<float>(sum / static_cast<double>(count)) / 2);
    if (std::abs(next - threshold) < 1e-4f) break;
    threshold = next;
  }
  return threshold;
}

/// Whether strokes were taken for ground where the ground was followed closely: what `close` lost against `broad` is
/// then as dark as the ink that is left, while a shadow is lighter.
bool lost_strokes(const Plane& broad, const Plane& close) {
  const auto threshold = find_threshold(close, kLeastContrast);
  if (!threshold) return true;
  double ink = 0;
  double lost = 0;
  double ink_px = 1;
  double lost_px = 1;
  for (std::size_t i = 0; i < broad.values.size(); ++i) {
    if (close.values[i] > *threshold) {
      ink += broad.values[i];
      ++ink_px;
    } else if (close.values[i] < *threshold / 2 && broad.values[i] > *threshold) {
      lost += broad.values[i];
      ++lost_px;
    }
  }
  return lost_px > 0.02 * ink_px && lost / lost_px > 0.75 * ink / ink_px;
}

/// Takes off what is broader than any stroke.
Plane without_shade(Plane contrast) {
  const Plane shade = open(contrast, std::max(contrast.width, contrast.height) * 2 / 5);
  for (std::size_t i = 0; i < contrast.values.size(); ++i) contrast.values[i] -= std::max(0.0f, shade.values[i]);
  return contrast;
}

/// The contrast of everything that may be ink to the ground that it stands on.
Plane find_contrast(Plane grey) {
  const Background background = find_background(grey);
  Plane broad = contrast_to(grey, background);
  if (std::max(grey.width, grey.height) < kSmallestUneven_px) return broad;
  if (noise_of(broad) > kSmoothedNoise) {
    grey = smooth(grey);
    broad = contrast_to(grey, background);
  }
  Plane close = close_contrast(grey, background.light, std::max(grey.width, grey.height) / kStrokesInSide);
  if (!lost_strokes(broad, close)) return close;
  broad = without_shade(std::move(broad));
  return lost_strokes(broad, close) ? broad : close;
}

}  // namespace

std::optional<WorkingPicture> take_picture(const Image& picture, int longest_side) {
  const auto factor = shrink_factor(picture, longest_side);
  if (!factor) return std::nullopt;
  return WorkingPicture{shrink(picture, *factor), *factor};
}

std::optional<InkMap> map_ink(const WorkingPicture& picture) {
  InkMap map;
  map.factor = picture.factor;
  map.contrast = find_contrast(picture.grey);
  const float noise = noise_of(map.contrast);
  const float least = std::max(kLeastContrast, kLeastDeviations * noise);
  auto threshold = find_threshold(map.contrast, least);
  if (!threshold) return std::nullopt;
  if (std::max(map.contrast.width, map.contrast.height) * map.factor >= kSmallestUneven_px) {
    erase_rules(map.contrast, std::max(0.3f * *threshold, 3 * noise));
    threshold = find_threshold(map.contrast, least);
    if (!threshold) return std::nullopt;
  }
  map.threshold = *threshold;
  map.rim = std::max({0.3f * *threshold, 3 * noise, 0.02f});
  map.ground = std::min(noise, map.rim);
  return map;
}

float full_strength(const InkMap& map, std::span<const Component* const> components) {
  std::vector<float> values;
  for (const Component* component : components) {
    for (const int pixel : component->pixels) {
      const float value = map.contrast.values[static_cast<std::size_t>(pixel)];
      if (value > map.threshold) values.push_back(value);
    }
  }
  return values.empty() ? 0 : quantile(std::move(values), 0.7);
}

Plane cut_out(const InkMap& map, std::span<const Component* const> components, float full) {
  const Box box = unite(components);
  Plane strength(box.width, box.height);
  for (const Component* component : components) {
    for (const int pixel : component->pixels) {
      const float value = map.contrast.values[static_cast<std::size_t>(pixel)];
      strength.at(pixel % map.contrast.width - box.x, pixel / map.contrast.width - box.y) =
          std::clamp((value - map.ground) / (full - map.ground), 0.0f, 1.0f);
    }
  }
  return strength;
}

}  // namespace digitnet
