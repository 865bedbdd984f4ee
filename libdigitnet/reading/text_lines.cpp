// From components to lines:
// 1. What is too small for a stroke, or runs along the edge of the picture, is left out.
// 2. A component as tall as a digit is linked with the nearest one to its right that stands at its height. What is
//    linked is a line: links are short, so that a line may rise or fall.
// 3. Lines that stand at the same height, once the usual slope of the links is taken off, are one.
// 4. Small parts, such as the loose bar of a 5, go to the line that they are nearest to.
// Thousands of components are a texture, and there are no lines.
#include "reading/text_lines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace digitnet {
namespace {

/// Pictures below this size may be cut so close that the digit runs along the edge.
constexpr int kCloselyCut_px = 64;
/// The end of the paper runs along most of a side, which no digit does.
constexpr double kAlongEdge = 0.6;
/// Parts of a digit's height.
constexpr double kLeastStroke = 0.1;
constexpr double kTall = 0.5;
constexpr double kLooseReach = 0.6;
/// The loops of an 8 that do not meet are no taller together than this; the digits of two lines are.
constexpr double kTallestStacked = 1.35;
/// How much of the narrower of them stands above the other.
constexpr double kLeastStacked = 0.6;
/// More strokes than a page of writing has are a texture, which would take minutes to look through.
constexpr std::size_t kMostTall = 2000;
constexpr std::size_t kMostSmall = 4000;
/// How much of the lower of two components must stand at the height of the other.
constexpr double kLeastOverlap = 0.5;
/// Digits that hang together, four or so of them at most, are as high as this part of their width.
constexpr int kWidestInHeights = 4;
/// A neighbour in the same line is rather farther to the right than higher or lower.
constexpr double kAsideToUpDown = 2;
/// Of the components of a line, some are lower than a digit: parts of one, or points.
constexpr double kUsualHeight = 0.6;

double center_x(const Component& c) {
  return c.box.x + c.box.width / 2.0;
}
double center_y(const Component& c) {
  return c.box.y + c.box.height / 2.0;
}

bool runs_along_edge(const Component& component, const Plane& plane) {
  const int longer = std::max(plane.width, plane.height);
  return longer >= kCloselyCut_px && component.edge_px > kAlongEdge * longer;
}

/// What is far fainter than most of the ink is what was left of rules, or shows through from the other side.
void leave_out_faint(std::vector<const Component*>& strokes) {
  constexpr double kFaint = 0.5;
  double mass = 0;
  double peaks = 0;
  for (const Component* c : strokes) {
    mass += c->mass;
    peaks += c->mass * c->peak;
  }
  std::erase_if(strokes, [&](const Component* c) { return c->peak * mass < kFaint * peaks; });
}

/// Of a digit, or of several that a stroke through all of them makes one component.
int digit_height(const Component* c) {
  return std::max(c->box.height, c->box.width / kWidestInHeights);
}

/// The height that half of the ink's mass stands in components below: of digits, specks weigh nothing.
double usual_height(std::vector<const Component*> components) {
  std::ranges::sort(components, {}, digit_height);
  const double total = std::accumulate(components.begin(), components.end(), 0.0,
                                       [](double sum, const Component* c) { return sum + c->mass; });
  double sum = 0;
  for (const Component* c : components) {
    sum += c->mass;
    if (2 * sum >= total) return digit_height(c);
  }
  return 0;
}

/// How much of the lower of two components stands at the height of the other, 0 to 1, when lines rise by `slope`.
double overlap_y(const Component& a, const Component& b, double slope) {
  const double shift = slope * (center_x(b) - center_x(a));
  const double top = std::max<double>(a.box.y, b.box.y - shift);
  const double bottom = std::min<double>(a.box.y + a.box.height, b.box.y + b.box.height - shift);
  return (bottom - top) / std::min(a.box.height, b.box.height);
}

/// Sets that are joined one with another.
class Groups {
 public:
  explicit Groups(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parents_[find(a)] = find(b); }

 private:
  std::vector<std::size_t> parents_;
};

struct Link {
  std::size_t from;
  std::size_t to;
};

/// The nearest component to the right of each that stands at its height.
std::vector<Link> link_neighbours(const std::vector<const Component*>& tall) {
  std::vector<Link> links;
  for (std::size_t i = 0; i < tall.size(); ++i) {
    std::optional<std::size_t> nearest;
    double least = 0;
    for (std::size_t k = 0; k < tall.size(); ++k) {
      const double dx = center_x(*tall[k]) - center_x(*tall[i]);
      if (k == i || dx < 0 || (dx == 0 && k < i) || overlap_y(*tall[i], *tall[k], 0) < kLeastOverlap) continue;
      const double distance = dx + kAsideToUpDown * std::abs(center_y(*tall[k]) - center_y(*tall[i]));
      if (nearest && distance >= least) continue;
      nearest = k;
      least = distance;
    }
    if (nearest) links.push_back({i, *nearest});
  }
  return links;
}

/// How much lines fall for each pixel to the right: from the first to the last of the links, along which what jumps up
/// and down cancels out; 0 where those are few.
double usual_slope(const std::vector<const Component*>& tall, const std::vector<Link>& links) {
  constexpr int kFew = 4;
  constexpr double kLeastApart = 0.3;  // in heights: what stands one above the other has a slope of its own
  int count = 0;
  double right = 0;
  double down = 0;
  for (const Link& link : links) {
    const Component& a = *tall[link.from];
    const Component& b = *tall[link.to];
    const double dx = center_x(b) - center_x(a);
    if (dx < kLeastApart * a.box.height) continue;
    ++count;
    right += dx;
    down += center_y(b) - center_y(a);
  }
  return count < kFew ? 0 : down / right;
}

TextLine make_line(std::vector<const Component*> components) {
  std::ranges::stable_sort(components, {}, [](const Component* c) { return center_x(*c); });
  std::vector<float> heights;
  for (const Component* c : components) heights.push_back(static_cast<float>(c->box.height));
  const Box box = unite(components);
  return {std::move(components), box, quantile(std::move(heights), kUsualHeight)};
}

/// From where to where a line reaches at the picture's left edge.
struct Range {
  double top;
  double bottom;
};

Range range_of(const TextLine& line, double slope) {
  Range range{std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest()};
  for (const Component* c : line.components) {
    const double shift = slope * center_x(*c);
    range = {std::min(range.top, c->box.y - shift), std::max(range.bottom, c->box.y + c->box.height - shift)};
  }
  return range;
}

bool stand_at_one_height(const TextLine& a, const TextLine& b, double slope) {
  const Range x = range_of(a, slope);
  const Range y = range_of(b, slope);
  const double overlap = std::min(x.bottom, y.bottom) - std::max(x.top, y.top);
  return overlap > kLeastOverlap * std::min(x.bottom - x.top, y.bottom - y.top);
}

/// Whether one stands upon the other as the loops of an 8 do, and both together are no taller than a digit.
bool are_stacked(const Component& a, const Component& b, double height) {
  const int shared = std::min(a.box.x + a.box.width, b.box.x + b.box.width) - std::max(a.box.x, b.box.x);
  return shared > kLeastStacked * std::min(a.box.width, b.box.width) &&
         unite(a.box, b.box).height < kTallestStacked * height;
}

void join_stacked(const std::vector<const Component*>& tall, double height, Groups& groups) {
  for (std::size_t i = 0; i < tall.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (are_stacked(*tall[i], *tall[k], height)) groups.join(i, k);
    }
  }
}

std::vector<TextLine> join_lines(const std::vector<const Component*>& tall, double height) {
  const std::vector<Link> links = link_neighbours(tall);
  const double slope = usual_slope(tall, links);
  Groups groups(tall.size());
  join_stacked(tall, height, groups);
  for (const Link& link : links) {
    if (overlap_y(*tall[link.from], *tall[link.to], slope) >= kLeastOverlap) groups.join(link.from, link.to);
  }
  std::vector<std::vector<const Component*>> members(tall.size());
  for (std::size_t i = 0; i < tall.size(); ++i) members[groups.find(i)].push_back(tall[i]);
  std::vector<TextLine> lines;
  for (auto& group : members) {
    if (!group.empty()) lines.push_back(make_line(std::move(group)));
  }
  const auto middle = [&](const TextLine& line) {
    const Range range = range_of(line, slope);
    return range.top + range.bottom;
  };
  std::ranges::sort(lines, {}, middle);
  for (std::size_t i = 1; i < lines.size();) {
    if (!stand_at_one_height(lines[i - 1], lines[i], slope)) {
      ++i;
      continue;
    }
    auto all = lines[i - 1].components;
    all.insert(all.end(), lines[i].components.begin(), lines[i].components.end());
    lines[i - 1] = make_line(std::move(all));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return lines;
}

/// The distance of a small part from the nearest component of a line.
int distance_to(const TextLine& line, const Component& part) {
  int least = gap(line.components.front()->box, part.box);
  for (const Component* c : line.components) least = std::min(least, gap(c->box, part.box));
  return least;
}

void add_small_parts(std::vector<TextLine>& lines, const std::vector<const Component*>& small) {
  std::vector<std::vector<const Component*>> added(lines.size());
  for (const Component* part : small) {
    const auto nearest =
        std::ranges::min_element(lines, {}, [&](const TextLine& line) { return distance_to(line, *part); });
    if (std::max(part->box.width, part->box.height) < kLeastStroke * nearest->height) continue;
    if (distance_to(*nearest, *part) > kLooseReach * nearest->height) continue;
    added[static_cast<std::size_t>(nearest - lines.begin())].push_back(part);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (added[i].empty()) continue;
    const float height = lines[i].height;
    added[i].insert(added[i].end(), lines[i].components.begin(), lines[i].components.end());
    lines[i] = make_line(std::move(added[i]));
    lines[i].height = height;
  }
}

}  // namespace

std::vector<TextLine> find_text_lines(const InkMap& map, std::span<const Component> components) {
  std::vector<const Component*> strokes;
  for (const Component& component : components) {
    if (component.peak > map.threshold && !runs_along_edge(component, map.contrast)) strokes.push_back(&component);
  }
  leave_out_faint(strokes);
  const double height = usual_height(strokes);
  std::vector<const Component*> tall;
  std::vector<const Component*> small;
  for (const Component* stroke : strokes) {
    const int size = std::max(stroke->box.width, stroke->box.height);
    if (size < kLeastStroke * height) continue;
    (stroke->box.height >= kTall * height ? tall : small).push_back(stroke);
  }
  if (tall.size() > kMostTall || small.size() > kMostSmall) return {};
  std::vector<TextLine> lines = join_lines(tall, height);
  if (!lines.empty()) add_small_parts(lines, small);
  return lines;
}

}  // namespace digitnet
