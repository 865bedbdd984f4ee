#include "image/components.hpp"

#include <algorithm>

namespace digitnet {
namespace {

bool is_at_edge(int x, int y, const Plane& plane) {
  return x == 0 || y == 0 || x == plane.width - 1 || y == plane.height - 1;
}

/// Takes one component out of `open`, from the pixel `first` on.
Component flood(const Plane& plane, int first, std::vector<bool>& open) {
  Component component;
  component.pixels.push_back(first);
  open[static_cast<std::size_t>(first)] = false;
  int left = plane.width;
  int right = 0;
  int top = plane.height;
  int bottom = 0;
  for (std::size_t next = 0; next < component.pixels.size(); ++next) {
    const int pixel = component.pixels[next];
    const int x = pixel % plane.width;
    const int y = pixel / plane.width;
    const double value = plane.values[static_cast<std::size_t>(pixel)];
    component.mass += value;
    component.peak = std::max(component.peak, value);
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
    if (is_at_edge(x, y, plane)) ++component.edge_px;
    for (int v = std::max(0, y - 1); v <= std::min(plane.height - 1, y + 1); ++v) {
      for (int u = std::max(0, x - 1); u <= std::min(plane.width - 1, x + 1); ++u) {
        const std::size_t neighbour = plane.index(u, v);
        if (!open[neighbour]) continue;
        open[neighbour] = false;
        component.pixels.push_back(static_cast<int>(neighbour));
      }
    }
  }
  component.box = {left, top, right - left + 1, bottom - top + 1};
  return component;
}

}  // namespace

std::vector<Component> find_components(const Plane& plane, float threshold) {
  std::vector<bool> open(plane.values.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = plane.values[i] > threshold;
  std::vector<Component> components;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (open[i]) components.push_back(flood(plane, static_cast<int>(i), open));
  }
  std::ranges::stable_sort(components, std::ranges::greater{}, &Component::mass);
  return components;
}

void add_pixel(Component& component, int pixel, const Plane& plane) {
  const Box box{pixel % plane.width, pixel / plane.width, 1, 1};
  const double value = plane.values[static_cast<std::size_t>(pixel)];
  component.box = component.pixels.empty() ? box : unite(component.box, box);
  component.mass += value;
  component.peak = std::max(component.peak, value);
  if (is_at_edge(box.x, box.y, plane)) ++component.edge_px;
  component.pixels.push_back(pixel);
}

int gap(const Box& a, const Box& b) {
  const int x = std::max({0, a.x - (b.x + b.width), b.x - (a.x + a.width)});
  const int y = std::max({0, a.y - (b.y + b.height), b.y - (a.y + a.height)});
  return std::max(x, y);
}

Box scale(const Box& box, int factor) {
  return {box.x * factor, box.y * factor, box.width * factor, box.height * factor};
}

Box unite(const Box& a, const Box& b) {
  const int left = std::min(a.x, b.x);
  const int top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

Box unite(std::span<const Component* const> components) {
  Box box = components.front()->box;
  for (const Component* component : components) box = unite(box, component->box);
  return box;
}

}  // namespace digitnet
