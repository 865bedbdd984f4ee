// Images are changed in the order in which the world would do it: the hand (place, slant, size, wobble, pen), the
// paper (rules), the camera (blur, resolution, contrast, noise), and what hides a part.
#include "training/augmenter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "digitnet/error.hpp"
#include "tensor/bilinear.hpp"
#include "tensor/random.hpp"

namespace digitnet {
namespace {

/// An image's pixels, and a copy as they were before the change at hand.
struct Canvas {
  int height;
  int width;
  float* pixels;
  float* before;

  [[nodiscard]] int size() const { return height * width; }
  [[nodiscard]] float& at(int x, int y) const { return pixels[y * width + x]; }
  /// The pixel as it was; 0 outside.
  [[nodiscard]] float old(int x, int y) const {
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : before[y * width + x];
  }
  [[nodiscard]] float old_at(float x, float y) const {
    return bilinear(x, y, [this](int u, int v) { return old(u, v); });
  }
  void remember() const { std::copy_n(pixels, size(), before); }
};

/// Displacements of a cubic B-spline through random knots.
class ElasticField {
 public:
  ElasticField(float deviation_px, RandomStream& random) {
    for (float& knot : knots_) knot = deviation_px * static_cast<float>(random.normal());
  }

  /// The displacement at `x` and `y`, both from 0 to 1.
  [[nodiscard]] float at(float x, float y) const {
    const Place column = place(x);
    const Place row = place(y);
    float sum = 0;
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 4; ++j)
        sum += row.weights[i] * column.weights[j] * knots_[(row.first + i) * kKnots + column.first + j];
    return sum;
  }

 private:
  static constexpr std::size_t kKnots = 7;
  struct Place {
    std::size_t first;
    std::array<float, 4> weights;
  };
  static Place place(float t) {
    const float scaled = std::min(t, 0.9999f) * static_cast<float>(kKnots - 3);
    const float whole = std::floor(scaled);
    const float f = scaled - whole;
    const float g = 1 - f;
    return {static_cast<std::size_t>(whole),
            {g * g * g / 6, (3 * f * f * f - 6 * f * f + 4) / 6, (3 * g * g * g - 6 * g * g + 4) / 6, f * f * f / 6}};
  }
  std::array<float, kKnots * kKnots> knots_{};
};

void move(const Canvas& canvas, const Augmentation& a, RandomStream& random) {
  const double angle = random.around(a.rotation_degrees) * std::numbers::pi / 180;
  const double zoom = random.around(a.zoom);
  const double squish = random.around(a.squish);
  const double width = std::exp(zoom + squish);
  const double height = std::exp(zoom - squish);
  const double shear = random.around(a.shear);
  const auto shift_x = static_cast<float>(random.around(a.shift_px));
  const auto shift_y = static_cast<float>(random.around(a.shift_px));
  // From the new image to the old one: turned, sheared, scaled.
  const auto xx = static_cast<float>(width * (std::cos(angle) + shear * std::sin(angle)));
  const auto xy = static_cast<float>(width * (-std::sin(angle) + shear * std::cos(angle)));
  const auto yx = static_cast<float>(height * std::sin(angle));
  const auto yy = static_cast<float>(height * std::cos(angle));
  const ElasticField field_x(a.elastic_px, random);
  const ElasticField field_y(a.elastic_px, random);
  const float middle_x = static_cast<float>(canvas.width - 1) / 2;
  const float middle_y = static_cast<float>(canvas.height - 1) / 2;
  canvas.remember();
  for (int y = 0; y < canvas.height; ++y) {
    const float v = static_cast<float>(y) - middle_y;
    for (int x = 0; x < canvas.width; ++x) {
      const float u = static_cast<float>(x) - middle_x;
      const float across = static_cast<float>(x) / static_cast<float>(canvas.width);
      const float down = static_cast<float>(y) / static_cast<float>(canvas.height);
      canvas.at(x, y) = canvas.old_at(middle_x + xx * u + xy * v + shift_x + field_x.at(across, down),
                                      middle_y + yx * u + yy * v + shift_y + field_y.at(across, down));
    }
  }
}

/// Towards the lightest or darkest of each pixel and its four neighbours, which makes strokes 2 px wider or thinner.
void change_strokes(const Canvas& canvas, float width_px) {
  const float share = std::min(std::abs(width_px) / 2, 1.0f);
  canvas.remember();
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const auto all = {canvas.old(x, y), canvas.old(x - 1, y), canvas.old(x + 1, y), canvas.old(x, y - 1),
                        canvas.old(x, y + 1)};
      canvas.at(x, y) += share * ((width_px > 0 ? std::max(all) : std::min(all)) - canvas.at(x, y));
    }
  }
}

void draw_rule(const Canvas& canvas, RandomStream& random) {
  const auto strength = static_cast<float>(random.between(0.3, 1));
  const bool across = random.chance(0.5);
  const int at = random.below(across ? canvas.height : canvas.width);
  for (int i = 0; i < (across ? canvas.width : canvas.height); ++i) {
    float& pixel = across ? canvas.at(i, at) : canvas.at(at, i);
    pixel = std::max(pixel, strength);
  }
}

void blur(const Canvas& canvas, float share) {
  canvas.remember();
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      float sum = 0;
      for (int v = -1; v <= 1; ++v)
        for (int u = -1; u <= 1; ++u)
          sum += canvas.old(x + u, y + v) * static_cast<float>((2 - std::abs(u)) * (2 - std::abs(v)));
      canvas.at(x, y) += share * (sum / 16 - canvas.at(x, y));
    }
  }
}

/// Averages over the pixels of a grid of `side` by `side`, and draws it again at full size.
void coarsen(const Canvas& canvas, int side) {
  constexpr int kMostSide = 18;
  std::array<float, kMostSide * kMostSide> grid{};
  const float step_x = static_cast<float>(canvas.width) / static_cast<float>(side);
  const float step_y = static_cast<float>(canvas.height) / static_cast<float>(side);
  canvas.remember();
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      for (const float v : {0.25f, 0.75f})
        for (const float u : {0.25f, 0.75f})
          grid[static_cast<std::size_t>(y * side + x)] +=
              0.25f *
              canvas.old_at((static_cast<float>(x) + u) * step_x - 0.5f, (static_cast<float>(y) + v) * step_y - 0.5f);
  const Canvas coarse{side, side, grid.data(), grid.data()};
  for (int y = 0; y < canvas.height; ++y)
    for (int x = 0; x < canvas.width; ++x)
      canvas.at(x, y) =
          coarse.old_at((static_cast<float>(x) + 0.5f) / step_x - 0.5f, (static_cast<float>(y) + 0.5f) / step_y - 0.5f);
}

void change_contrast(const Canvas& canvas, RandomStream& random) {
  const auto gain = static_cast<float>(random.between(0.5, 1.3));
  const auto power = static_cast<float>(std::exp(random.around(0.6)));
  for (int i = 0; i < canvas.size(); ++i)
    canvas.pixels[i] = std::min(gain * std::pow(std::max(canvas.pixels[i], 0.0f), power), 1.0f);
}

void add_noise(const Canvas& canvas, RandomStream& random) {
  const double deviation = random.between(0, 0.15);
  for (int i = 0; i < canvas.size(); ++i)
    canvas.pixels[i] = std::clamp(canvas.pixels[i] + static_cast<float>(deviation * random.normal()), 0.0f, 1.0f);
}

void erase(const Canvas& canvas, RandomStream& random) {
  const int width = 3 + random.below(6);
  const int height = 3 + random.below(6);
  const int left = random.below(canvas.width);
  const int top = random.below(canvas.height);
  for (int y = top; y < std::min(top + height, canvas.height); ++y)
    for (int x = left; x < std::min(left + width, canvas.width); ++x) canvas.at(x, y) = 0;
}

bool moves(const Augmentation& a) {
  return a.rotation_degrees > 0 || a.shift_px > 0 || a.zoom > 0 || a.squish > 0 || a.shear > 0 || a.elastic_px > 0;
}

}  // namespace

void validate(const Augmentation& a) {
  const auto check = [](std::string_view field, float value, float most) {
    if (!(value >= 0 && value <= most))
      throw ArgumentError(fmt::format("augmentation's {} must be from 0 to {}: found {}", field, most, value));
  };
  check("rotation_degrees", a.rotation_degrees, 180);
  check("shift_px", a.shift_px, 1000);
  check("zoom", a.zoom, 3);
  check("squish", a.squish, 3);
  check("shear", a.shear, 3);
  check("elastic_px", a.elastic_px, 1000);
  check("stroke_px", a.stroke_px, 2);
  check("blur", a.blur, 1);
  check("noise", a.noise, 1);
  check("contrast", a.contrast, 1);
  check("coarse", a.coarse, 1);
  check("erase", a.erase, 1);
  check("rules", a.rules, 1);
  if (a.clean_epochs < 0)
    throw ArgumentError(fmt::format("augmentation's clean_epochs must be at least 0: found {}", a.clean_epochs));
}

bool changes_images(const Augmentation& augmentation) {
  Augmentation none;
  none.clean_epochs = augmentation.clean_epochs;
  return augmentation != none;
}

Augmenter::Augmenter(const Augmentation& augmentation, const Shape& image)
    : augmentation_(augmentation), height_(image[0]), width_(image[1]), before_(image.size()) {
  validate(augmentation);
  if (image.rank() != 3 || image[2] != 1)
    throw ShapeError(fmt::format("augmentation takes images of one channel: found {}", image.to_string()));
}

void Augmenter::apply(std::uint64_t key, float* pixels) noexcept {
  const Augmentation& a = augmentation_;
  RandomStream random(key);
  const Canvas canvas{height_, width_, pixels, before_.data()};
  if (moves(a)) move(canvas, a, random);
  if (a.stroke_px > 0) change_strokes(canvas, static_cast<float>(random.around(a.stroke_px)));
  if (random.chance(a.rules)) draw_rule(canvas, random);
  if (random.chance(a.blur)) blur(canvas, static_cast<float>(random.between(0.3, 1)));
  if (random.chance(a.coarse)) coarsen(canvas, 10 + random.below(9));
  if (random.chance(a.contrast)) change_contrast(canvas, random);
  if (random.chance(a.noise)) add_noise(canvas, random);
  if (random.chance(a.erase)) erase(canvas, random);
}

}  // namespace digitnet
