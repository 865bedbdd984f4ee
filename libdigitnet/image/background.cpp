#include "image/background.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/morphology.hpp"

namespace digitnet {
namespace {

/// A fifth of a normal distribution is nearer to its middle than so many standard deviations.
constexpr double kDeviationsOfFifth = 0.2533;
constexpr std::size_t kTerms = 6;
using Terms = std::array<double, kTerms>;

constexpr int kMostSamplesPerSide = 32;
constexpr int kRounds = 12;
/// A pixel at the edge of a picture is ground more often than one in its middle.
constexpr double kEdgeWeight = 3;
/// Of a small picture, which a digit may fill, the corners are what it leaves free most often.
constexpr double kCornerWeight = 6;
/// Grey levels that paper and a camera's noise differ by at least.
constexpr double kLeastSpread = 1.5;

struct Sample {
  Terms terms;
  double level;
  double weight;
};

/// The surface's terms at a place of the picture; x and y from -1 to 1.
Terms terms_at(double x, double y) {
  return {1, x, y, x * x, x * y, y * y};
}

double to_unit(int i, int length) {
  return length < 2 ? 0 : 2.0 * i / (length - 1) - 1;
}

bool is_small(const Plane& picture) {
  return std::max(picture.width, picture.height) < kSmallestUneven_px;
}

/// How much a place counts as a sample of the ground; x and y from -1 to 1.
double weight_at(double x, double y, bool small) {
  const auto [nearer, farther] = std::minmax({std::abs(x), std::abs(y)});
  if (small && nearer > 0.7) return kCornerWeight;
  return farther > 0.85 ? kEdgeWeight : 1;
}

std::vector<Sample> take_samples(const Plane& picture) {
  const auto step = [](int length) { return (length + kMostSamplesPerSide - 1) / kMostSamplesPerSide; };
  const int step_x = step(picture.width);
  const int step_y = step(picture.height);
  const bool small = is_small(picture);
  std::vector<Sample> samples;
  for (int y = step_y / 2; y < picture.height; y += step_y) {
    for (int x = step_x / 2; x < picture.width; x += step_x) {
      const double u = to_unit(x, picture.width);
      const double v = to_unit(y, picture.height);
      samples.push_back({terms_at(u, v), picture.at(x, y), weight_at(u, v, small)});
    }
  }
  return samples;
}

double evaluate(const Terms& surface, const Terms& terms) {
  double level = 0;
  for (std::size_t i = 0; i < kTerms; ++i) level += surface[i] * terms[i];
  return level;
}

/// Solves the first `count` normal equations by Gauss's elimination; they are positive definite.
Terms solve(std::array<Terms, kTerms> matrix, Terms right) {
  for (std::size_t i = 0; i < kTerms; ++i) {
    for (std::size_t k = i + 1; k < kTerms; ++k) {
      const double factor = matrix[k][i] / matrix[i][i];
      for (std::size_t j = i; j < kTerms; ++j) matrix[k][j] -= factor * matrix[i][j];
      right[k] -= factor * right[i];
    }
  }
  Terms result{};
  for (std::size_t i = kTerms; i-- > 0;) {
    double sum = right[i];
    for (std::size_t j = i + 1; j < kTerms; ++j) sum -= matrix[i][j] * result[j];
    result[i] = sum / matrix[i][i];
  }
  return result;
}

/// The mean of the grey levels around the one that most of the samples' weight is near.
double most_common_level(const std::vector<Sample>& samples) {
  constexpr int kLevels = 256;
  constexpr int kNear = 20;
  std::array<double, kLevels> weights{};
  for (const Sample& sample : samples) {
    const int level = static_cast<int>(sample.level);
    for (int i = std::max(0, level - kNear); i <= std::min(kLevels - 1, level + kNear); ++i) {
      weights[static_cast<std::size_t>(i)] += sample.weight;
    }
  }
  const auto center = std::ranges::max_element(weights) - weights.begin();
  double sum = 0;
  double total = 0;
  for (const Sample& sample : samples) {
    if (std::abs(std::floor(sample.level) - static_cast<double>(center)) > kNear) continue;
    sum += sample.weight * sample.level;
    total += sample.weight;
  }
  return sum / total;
}

/// The standard deviation of the ground, as far as the fifth of the samples that is nearest to the surface tells: in a
/// picture cut close around a digit, half is ink.
double spread(const std::vector<Sample>& samples, const Terms& surface) {
  std::vector<float> distances;
  distances.reserve(samples.size());
  for (const Sample& s : samples)
    distances.push_back(static_cast<float>(std::abs(s.level - evaluate(surface, s.terms))));
  return std::max(kLeastSpread, static_cast<double>(quantile(std::move(distances), 0.2)) / kDeviationsOfFifth);
}

Terms fit_once(const std::vector<Sample>& samples, const Terms& surface) {
  constexpr double kStiffness = 0.002;  // keeps the surface flat where nearly all samples are far from it
  const double scale = 2 * spread(samples, surface);
  std::array<Terms, kTerms> matrix{};
  Terms right{};
  double total = 0;
  for (const Sample& sample : samples) {
    const double distance = (sample.level - evaluate(surface, sample.terms)) / scale;
    const double closeness = 1 / (1 + distance * distance);
    const double weight = sample.weight * closeness * closeness;
    total += weight;
    for (std::size_t i = 0; i < kTerms; ++i) {
      right[i] += weight * sample.terms[i] * sample.level;
      for (std::size_t j = 0; j < kTerms; ++j) matrix[i][j] += weight * sample.terms[i] * sample.terms[j];
    }
  }
  for (std::size_t i = 1; i < kTerms; ++i) matrix[i][i] += kStiffness * total;
  return solve(matrix, right);
}

/// Whether more lies far below the surface than far above it.
bool is_light(const std::vector<Sample>& samples, const Terms& surface) {
  const double near = 2 * spread(samples, surface);
  double above = 0;
  double below = 0;
  for (const Sample& sample : samples) {
    const double distance = sample.level - evaluate(surface, sample.terms);
    above += std::max(0.0, distance - near);
    below += std::max(0.0, -distance - near);
  }
  return below >= above;
}

/// Whether a good part of the picture's edge is no ground as the surface tells, as where a shadow ends.
bool has_other_ground(const std::vector<Sample>& samples, const Terms& surface) {
  const double near = std::max(8.0, 4 * spread(samples, surface));
  double edge = 0;
  double far = 0;
  for (const Sample& sample : samples) {
    if (sample.weight < kEdgeWeight) continue;
    ++edge;
    if (std::abs(sample.level - evaluate(surface, sample.terms)) > near) ++far;
  }
  return far > 0.2 * edge;
}

/// How much narrow light there is on dark, above 0, or narrow dark on light, below: strokes are narrower than the
/// spaces that they enclose.
double narrow_light(const Plane& picture) {
  constexpr int kSide_px = 240;
  const int step = std::max(1, std::max(picture.width, picture.height) / kSide_px);
  Plane small(std::max(1, picture.width / step), std::max(1, picture.height / step));
  for (int y = 0; y < small.height; ++y) {
    for (int x = 0; x < small.width; ++x) small.at(x, y) = picture.at(x * step, y * step);
  }
  small = smooth(small);
  Plane negative = small;
  for (float& value : negative.values) value = -value;
  double sum = 0;
  for (const int side : {4, 7, 12}) {
    const Plane under = open(small, side);
    const Plane over = open(negative, side);
    for (std::size_t i = 0; i < small.values.size(); ++i) {
      constexpr float kNoise = 12;
      const float light = std::max(0.0f, small.values[i] - under.values[i] - kNoise);
      const float dark = std::max(0.0f, negative.values[i] - over.values[i] - kNoise);
      sum += (light - dark) / static_cast<double>(side);
    }
  }
  return sum;
}

}  // namespace

Background find_background(const Plane& picture) {
  const std::vector<Sample> samples = take_samples(picture);
  Terms surface{most_common_level(samples)};
  // A small picture is lit evenly; and where half of it is ink, fitting would draw its one level towards that.
  for (int round = 0; round < kRounds && !is_small(picture); ++round) surface = fit_once(samples, surface);

  Background background{Plane(picture.width, picture.height), is_light(samples, surface)};
  if (!is_small(picture) && has_other_ground(samples, surface)) background.light = narrow_light(picture) <= 0;
  for (int y = 0; y < picture.height; ++y) {
    const double v = to_unit(y, picture.height);
    // Along a row the surface is a parabola a + b u + c u^2.
    const double a = surface[0] + surface[2] * v + surface[5] * v * v;
    const double b = surface[1] + surface[4] * v;
    const auto row = background.level.row(y);
    for (int x = 0; x < picture.width; ++x) {
      const double u = to_unit(x, picture.width);
      row[static_cast<std::size_t>(x)] = static_cast<float>(std::clamp(a + (b + surface[3] * u) * u, 0.0, 255.0));
    }
  }
  return background;
}

Background follow_closely(const Plane& picture, bool light, int side) {
  if (!light) return {open(picture, side), light};
  const auto negate = [](Plane plane) {
    for (float& value : plane.values) value = -value;
    return plane;
  };
  return {negate(open(negate(picture), side)), light};
}

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

Plane close_contrast(const Plane& picture, bool light, int side) {
  Plane contrast = contrast_to(picture, follow_closely(picture, light, side));
  // That ground is made of the best of many noisy pixels; what the paper lies below it is no ink.
  const float paper = quantile(contrast.values, 0.4);
  for (float& value : contrast.values) value -= paper;
  return contrast;
}

float noise_of(const Plane& contrast) {
  std::vector<float> distances;
  const std::size_t step = std::max<std::size_t>(1, contrast.values.size() / 20000);
  for (std::size_t i = 0; i < contrast.values.size(); i += step) distances.push_back(std::abs(contrast.values[i]));
  return quantile(std::move(distances), 0.2) / static_cast<float>(kDeviationsOfFifth);
}

}  // namespace digitnet
