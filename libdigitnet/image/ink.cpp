// From a picture to its ink, in steps:
// 1. A large picture is shrunk: a digit needs no more than some hundred pixels.
// 2. The ground is found as a smooth surface, whether light or dark (background.hpp), and each pixel becomes its
//    contrast to it: that evens out light that falls off, as on a photo.
// 3. What is broader than any stroke, such as the edge of a shadow, is taken off by morphological opening.
// 4. The threshold lies half-way between ground and ink, and above the noise of the ground.
// 5. Of what hangs together, the heaviest is the digit; near and substantial parts belong to it, specks do not.
#include "image/ink.hpp"

#include <algorithm>
#include <cmath>

#include "image/background.hpp"
#include "image/components.hpp"

namespace digitnet {
namespace {

/// The longer side at which is worked, at most about.
constexpr int kWorkingSide_px = 720;
/// Contrast below which there is no ink: 1 is black on white.
constexpr float kLeastContrast = 0.06f;
/// How many standard deviations of the ground ink must stand out.
constexpr float kLeastDeviations = 4;
constexpr int kLeastSide_px = 4;

int shrink_factor(const Image& picture) {
  const int wanted = (std::max(picture.width, picture.height) + kWorkingSide_px - 1) / kWorkingSide_px;
  return std::clamp(wanted, 1, std::min(picture.width, picture.height));
}

/// 0 for the ground, 1 for black on white or white on black; what is on the wrong side of the ground is 0 or below.
Plane contrast_to(const Plane& picture, const Background& background) {
  constexpr float kDarkestGround = 32;
  Plane contrast(picture.width, picture.height);
  for (std::size_t i = 0; i < contrast.values.size(); ++i) {
    const float level = background.level.values[i];
    // Ink takes a share of the light that falls on it, so that darkness is a ratio; light on a dark ground is added.
    contrast.values[i] = background.light ? (level - picture.values[i]) / std::max(level, kDarkestGround)
                                          : (picture.values[i] - level) / 255.0f;
  }
  return contrast;
}

/// The standard deviation of the ground, from the fifth of the pixels that is nearest to it: in a picture cut close
/// around a digit, more than half is ink.
float noise_of(const Plane& contrast) {
  std::vector<float> distances;
  const std::size_t step = std::max<std::size_t>(1, contrast.values.size() / 20000);
  for (std::size_t i = 0; i < contrast.values.size(); i += step) distances.push_back(std::abs(contrast.values[i]));
  constexpr float kDeviationsOfQuantile = 0.2533f;  // a fifth of a normal distribution is nearer to its middle
  return quantile(std::move(distances), 0.2) / kDeviationsOfQuantile;
}

/// Takes off what is broader than a stroke, and gives what lies within a shadow its full contrast back.
Plane without_shadows(const Plane& contrast) {
  const int side = std::max(3, std::max(contrast.width, contrast.height) * 2 / 5);
  const Plane ground = open(contrast, side);
  Plane result = contrast;
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    const float shade = std::clamp(ground.values[i], 0.0f, 0.8f);
    result.values[i] = std::max(0.0f, (contrast.values[i] - shade) / (1 - shade));
  }
  return result;
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

/// The distance between two boxes, 0 where they touch.
int gap(const Box& a, const Box& b) {
  const int x = std::max({0, a.x - (b.x + b.width), b.x - (a.x + a.width)});
  const int y = std::max({0, a.y - (b.y + b.height), b.y - (a.y + a.height)});
  return std::max(x, y);
}

/// How much a component counts in the search for the digit: one that runs along the edge of the picture is rather the
/// end of the paper.
double weight(const Component& component, const Plane& plane) {
  const double along_edge = static_cast<double>(component.edge_px) / std::max(plane.width, plane.height);
  return component.mass * (along_edge > 0.6 ? 0.05 : 1);
}

bool belongs_to(const Component& component, const Component& digit) {
  const int size = std::max(digit.box.width, digit.box.height);
  const int distance = gap(component.box, digit.box);
  if (component.edge_px > 0 && digit.edge_px == 0 && distance > 0) return false;
  const double share = component.mass / digit.mass;
  return (share >= 0.015 && distance * 4 <= size) || (share >= 0.15 && distance <= size);
}

/// The components that the digit is made of.
std::vector<const Component*> choose_components(const std::vector<Component>& components, const Plane& plane) {
  const auto digit = std::ranges::max_element(components, {}, [&](const Component& c) { return weight(c, plane); });
  std::vector<const Component*> chosen;
  for (const Component& component : components) {
    if (&component == &*digit || belongs_to(component, *digit)) chosen.push_back(&component);
  }
  return chosen;
}

Box unite(const std::vector<const Component*>& components) {
  Box box = components.front()->box;
  for (const Component* component : components) {
    const Box& other = component->box;
    const int right = std::max(box.x + box.width, other.x + other.width);
    const int bottom = std::max(box.y + box.height, other.y + other.height);
    box.x = std::min(box.x, other.x);
    box.y = std::min(box.y, other.y);
    box.width = right - box.x;
    box.height = bottom - box.y;
  }
  return box;
}

/// Between which contrasts the grey of a stroke's rim lies.
struct Range {
  float ground;
  float full;
};

/// The chosen components alone, from 0 to 1.
Plane cut_out(const Plane& contrast, const std::vector<const Component*>& components, const Box& box,
              const Range& range) {
  Plane strength(box.width, box.height);
  for (const Component* component : components) {
    for (const int pixel : component->pixels) {
      const float value = contrast.values[static_cast<std::size_t>(pixel)];
      strength.at(pixel % contrast.width - box.x, pixel / contrast.width - box.y) =
          std::clamp((value - range.ground) / (range.full - range.ground), 0.0f, 1.0f);
    }
  }
  return strength;
}

float full_strength(const Plane& contrast, const std::vector<const Component*>& components, float threshold) {
  std::vector<float> values;
  for (const Component* component : components) {
    for (const int pixel : component->pixels) {
      const float value = contrast.values[static_cast<std::size_t>(pixel)];
      if (value > threshold) values.push_back(value);
    }
  }
  return values.empty() ? 0 : quantile(std::move(values), 0.7);
}

Box scale(const Box& box, int factor) {
  return {box.x * factor, box.y * factor, box.width * factor, box.height * factor};
}

}  // namespace

std::optional<Ink> find_ink(const Image& picture) {
  if (std::max(picture.width, picture.height) < kLeastSide_px) return std::nullopt;
  const int factor = shrink_factor(picture);
  Plane grey = shrink(picture, factor);
  const Background background = find_background(grey);
  Plane contrast = contrast_to(grey, background);
  float noise = noise_of(contrast);
  if (noise > 0.01f && std::max(grey.width, grey.height) >= 100) {
    contrast = smooth(contrast);
    noise = noise_of(contrast);
  }
  contrast = without_shadows(contrast);
  const float least = std::max(kLeastContrast, kLeastDeviations * noise);
  const auto threshold = find_threshold(contrast, least);
  if (!threshold) return std::nullopt;

  const float rim = std::max({0.3f * *threshold, 2.5f * noise, 0.02f});
  const std::vector<Component> components = find_components(contrast, rim);
  const auto chosen = choose_components(components, contrast);
  const Box box = unite(chosen);
  const float full = full_strength(contrast, chosen, *threshold);
  if (full == 0 || std::max(box.width, box.height) < kLeastSide_px) return std::nullopt;
  return Ink{cut_out(contrast, chosen, box, {std::min(noise, rim), full}), scale(box, factor)};
}

}  // namespace digitnet
