// Of what hangs together, the heaviest is the digit; near and substantial parts belong to it, specks do not. That there
// is one digit is known here; where it is not, reading/text_lines.hpp chooses.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "image/flat_picture.hpp"
#include "image/ink.hpp"
#include "image/normalize.hpp"

namespace digitnet {
namespace {

/// The longer side at which is worked, at most.
constexpr int kWorkingSide_px = 480;
constexpr int kLeastSide_px = 4;

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

std::optional<NormalizedDigit> find_digit(const Image& picture) {
  auto working = take_picture(picture, kWorkingSide_px);
  if (!working) return std::nullopt;
  const FlatPicture flat(std::move(*working));
  const auto map = map_ink(flat.working());
  if (!map) return std::nullopt;
  const std::vector<Component> components = find_components(map->contrast, map->rim);
  const auto chosen = choose_components(components, map->contrast);
  const Box box = unite(chosen);
  const float full = full_strength(*map, chosen);
  if (full == 0 || std::max(box.width, box.height) < kLeastSide_px) return std::nullopt;
  return NormalizedDigit{is_normalized(picture) ? picture : normalize_components(*map, chosen, full),
                         flat.in_picture(scale(box, map->factor))};
}

}  // namespace

NormalizedDigit normalize_digit(const Image& picture, const std::string& name) {
  auto digit = find_digit(picture);
  if (!digit) {
    throw FormatError(fmt::format("{}: no ink found in its {}x{} pixels", name, picture.width, picture.height));
  }
  return std::move(*digit);
}

Tensor to_tensor(const Image& image) {
  Tensor tensor(Shape{1, image.height, image.width, 1});
  std::ranges::transform(image.pixels, tensor.data(),
                         [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0f; });
  return tensor;
}

Prediction predict(const Model& model, const Image& picture) {
  return Predictor(model).predict(to_tensor(normalize_digit(picture).image).view());
}

}  // namespace digitnet
