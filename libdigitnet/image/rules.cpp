// A rule is followed from column to column: in each it is one thin run of ink, which goes on where its last columns
// point to. A stroke that crosses it makes the run thick there; the rule is expected behind it, and the thick runs stay
// when it is erased. Standing rules are found in the same way in the plane turned by 90 degrees.
#include "image/rules.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace digitnet {
namespace {

/// Parts of the plane's longer side.
constexpr float kThickest = 1 / 130.0f;
constexpr float kLongestGap = 1 / 16.0f;
/// How long a rule is at least that reaches one edge of the picture, and one that reaches none but has others beside
/// it.
constexpr float kLengthFromEdge = 0.4f;
constexpr float kLengthInside = 0.5f;
constexpr int kLeastParallel = 3;
/// A rule is so many times as long as thick.
constexpr int kSlenderness = 15;
/// By how much the falls of parallel rules differ at most.
constexpr float kParallel = 0.04f;
constexpr int kLeastSide_px = 12;
/// How much of its length a rule is seen, and not crossed.
constexpr float kLeastSeen = 0.55f;

struct Run {
  int top;
  int bottom;  // the last pixel
  [[nodiscard]] float middle() const { return 0.5f * static_cast<float>(top + bottom); }
  [[nodiscard]] int thickness() const { return bottom - top + 1; }
};

struct Step {
  int column;
  Run run;
};

struct Track {
  std::vector<Step> steps;

  [[nodiscard]] int length() const { return steps.back().column - steps.front().column + 1; }
  /// How much it falls for each column, from its last ones.
  [[nodiscard]] float slope() const {
    constexpr std::size_t kLast = 64;
    constexpr int kShort = 20;
    const Step& from = steps[steps.size() - std::min(steps.size(), kLast)];
    const int columns = steps.back().column - from.column;
    return columns < kShort ? 0 : (steps.back().run.middle() - from.run.middle()) / static_cast<float>(columns);
  }
  [[nodiscard]] float expected_at(int column) const {
    return steps.back().run.middle() + slope() * static_cast<float>(column - steps.back().column);
  }
  [[nodiscard]] int usual_thickness() const {
    std::vector<float> values;
    for (const Step& step : steps) values.push_back(static_cast<float>(step.run.thickness()));
    return static_cast<int>(quantile(std::move(values), 0.5));
  }
};

std::vector<Run> thin_runs(const Plane& plane, int column, float threshold, int thickest) {
  std::vector<Run> runs;
  for (int y = 0; y < plane.height; ++y) {
    if (plane.at(column, y) <= threshold) continue;
    const int top = y;
    while (y + 1 < plane.height && plane.at(column, y + 1) > threshold) ++y;
    if (y - top < thickest) runs.push_back({top, y});
  }
  return runs;
}

/// All thin lines of the plane that lie rather than stand.
std::vector<Track> follow_lines(const Plane& plane, float threshold) {
  const int longer = std::max(plane.width, plane.height);
  const int thickest = std::max(6, static_cast<int>(kThickest * static_cast<float>(longer)));
  const int longest_gap = std::max(6, static_cast<int>(kLongestGap * static_cast<float>(longer)));
  std::vector<Track> open;
  std::vector<Track> done;
  for (int x = 0; x < plane.width; ++x) {
    std::vector<Run> runs = thin_runs(plane, x, threshold, thickest);
    for (Track& track : open) {
      const float expected = track.expected_at(x);
      const auto run =
          std::ranges::find_if(runs, [&](const Run& r) { return std::abs(r.middle() - expected) <= 2.1f; });
      if (run == runs.end()) continue;
      track.steps.push_back({x, *run});
      runs.erase(run);
    }
    for (const Run& run : runs) open.push_back({{{x, run}}});
    std::erase_if(open, [&](Track& track) {
      // A beginning that is no line yet may not jump over a gap.
      const int gap = std::min(longest_gap, static_cast<int>(track.steps.size()) / 3);
      if (x + 1 < plane.width && x - track.steps.back().column <= gap) return false;
      if (track.length() >= kLeastSide_px) done.push_back(std::move(track));
      return true;
    });
  }
  return done;
}

/// How far a track leaves the straight line between its ends.
float bend(const Track& track) {
  const Step& first = track.steps.front();
  const Step& last = track.steps.back();
  const float slope =
      (last.run.middle() - first.run.middle()) / static_cast<float>(std::max(1, last.column - first.column));
  float most = 0;
  for (const Step& step : track.steps) {
    const float straight = first.run.middle() + slope * static_cast<float>(step.column - first.column);
    most = std::max(most, std::abs(step.run.middle() - straight));
  }
  return most;
}

bool is_straight(const Track& track) {
  const auto length = static_cast<float>(track.length());
  return static_cast<float>(track.steps.size()) >= kLeastSeen * length && bend(track) <= 1 + 0.015f * length;
}

float fall_of(const Track& track) {
  return (track.steps.back().run.middle() - track.steps.front().run.middle()) / static_cast<float>(track.length());
}

/// Whether two lines are of the same length and direction, as those of ruled paper are.
bool are_alike(const Track& a, const Track& b) {
  const auto [shorter, longer] = std::minmax({a.length(), b.length()});
  return 5 * shorter >= 4 * longer && std::abs(fall_of(a) - fall_of(b)) < kParallel;
}

struct Ends {
  bool start;
  bool end;
};

/// Which of the plane's edges a line reaches.
Ends reached_edges(const Track& track, const Plane& plane) {
  const int reach = 2 + plane.width / 50;
  return {track.steps.front().column < reach, track.steps.back().column >= plane.width - reach};
}

bool is_end_of_rule(const Track& track, const Plane& plane) {
  const Ends ends = reached_edges(track, plane);
  return (ends.start || ends.end) && track.length() >= kSlenderness / 2 * track.usual_thickness();
}

/// Whether a straight line of `plane` is a rule, and no upright of a digit: it reaches from edge to edge, or far from
/// one, or is one of several.
bool is_rule(const Track& track, const std::vector<Track>& all, const Plane& plane) {
  if (track.length() < kSlenderness * track.usual_thickness()) return false;
  const Ends ends = reached_edges(track, plane);
  if (ends.start && ends.end) return true;
  const auto part = static_cast<float>(track.length()) / static_cast<float>(std::max(plane.width, plane.height));
  if (ends.start || ends.end) return part >= kLengthFromEdge;
  return part >= kLengthInside &&
         std::ranges::count_if(all, [&](const Track& other) { return are_alike(track, other); }) >= kLeastParallel;
}

std::vector<Track> rules_among(const std::vector<Track>& all, const Plane& plane) {
  std::vector<Track> rules;
  std::vector<Track> parts;
  for (const Track& track : all) (is_rule(track, all, plane) ? rules : parts).push_back(track);
  if (rules.empty()) return rules;
  // Beside whole rules there are those of which writing leaves only an end to see.
  const float fall = fall_of(rules.front());
  for (const Track& part : parts) {
    // The ends of a short line say less exactly how it falls.
    const float tolerance = kParallel + 2 / static_cast<float>(part.length());
    if (is_end_of_rule(part, plane) && std::abs(fall_of(part) - fall) < tolerance) rules.push_back(part);
  }
  return rules;
}

/// A plane in which what is above a threshold is ink.
struct Ink {
  Plane& plane;
  float threshold;
};

/// Erases the run of ink around a place, unless it is a stroke that is thicker than `thickest`.
void erase_run(const Ink& ink, int x, int y, int thickest) {
  Plane& plane = ink.plane;
  const auto is_ink = [&](int v) { return v >= 0 && v < plane.height && plane.at(x, v) > ink.threshold; };
  int top = y;
  int bottom = y;
  while (bottom - top <= thickest && is_ink(top - 1)) --top;
  while (bottom - top <= thickest && is_ink(bottom + 1)) ++bottom;
  if (bottom - top >= thickest) return;
  // Its soft rim too.
  for (int v = std::max(0, top - 1); v <= std::min(plane.height - 1, bottom + 1); ++v) plane.at(x, v) = 0;
}

/// Erases a rule wherever it is no thicker than usual; where it was not seen, it may be now: crossing rules are gone.
void erase(const Ink& ink, const Track& track) {
  const int thickest = track.usual_thickness() * 3 / 2 + 1;
  auto next = track.steps.begin();
  for (int x = track.steps.front().column; x <= track.steps.back().column; ++x) {
    while (next->column < x) ++next;
    float middle = next->run.middle();
    if (next->column > x) {
      const Step& before = *std::prev(next);
      const float part = static_cast<float>(x - before.column) / static_cast<float>(next->column - before.column);
      middle = before.run.middle() + part * (middle - before.run.middle());
    }
    erase_run(ink, x, static_cast<int>(std::lround(middle)), thickest);
  }
}

/// Whether the end of a line at (`along`, `across`) meets a line of the other direction, whose axes are exchanged.
bool meets(float along, float across, const std::vector<Track>& others, float reach) {
  return std::ranges::any_of(others, [&](const Track& other) {
    const bool within = across >= static_cast<float>(other.steps.front().column) - reach &&
                        across <= static_cast<float>(other.steps.back().column) + reach;
    if (!within) return false;
    const auto nearest = std::ranges::lower_bound(other.steps, static_cast<int>(across), {}, &Step::column);
    const Step& step = nearest == other.steps.end() ? other.steps.back() : *nearest;
    return std::abs(step.run.middle() - along) <= reach;
  });
}

/// Lines whose ends both meet lines of the other direction, as the sides of a frame do.
std::vector<Track> closed_by(const std::vector<Track>& lines, const std::vector<Track>& others, int least) {
  std::vector<Track> closed;
  for (const Track& line : lines) {
    if (line.length() < least) continue;
    const Step& first = line.steps.front();
    const Step& last = line.steps.back();
    const float reach = 2.0f + static_cast<float>(line.usual_thickness());
    if (meets(static_cast<float>(first.column), first.run.middle(), others, reach) &&
        meets(static_cast<float>(last.column), last.run.middle(), others, reach)) {
      closed.push_back(line);
    }
  }
  return closed;
}

}  // namespace

void erase_rules(Plane& contrast, float threshold) {
  Plane turned = transpose(contrast);
  std::vector<Track> lying = follow_lines(contrast, threshold);
  std::vector<Track> standing = follow_lines(turned, threshold);
  std::erase_if(lying, [](const Track& track) { return !is_straight(track); });
  std::erase_if(standing, [](const Track& track) { return !is_straight(track); });
  // The sides of a frame are no shorter than a digit in it, which is no smaller than this.
  const int least = std::max(kLeastSide_px, std::max(contrast.width, contrast.height) / 40);
  const auto sides = closed_by(lying, standing, least);
  const auto posts = closed_by(standing, lying, least);
  lying = rules_among(lying, contrast);
  standing = rules_among(standing, turned);
  const bool framed = sides.size() >= 2 && posts.size() >= 2;
  if (lying.empty() && standing.empty() && !framed) return;

  const auto erase_all = [threshold](Plane& plane, const std::vector<Track>& tracks) {
    for (const Track& track : tracks) erase({plane, threshold}, track);
  };
  erase_all(turned, standing);
  if (framed) erase_all(turned, posts);
  Plane upright = transpose(turned);
  erase_all(upright, lying);
  if (framed) erase_all(upright, sides);
  contrast = std::move(upright);
}

}  // namespace digitnet
