#include "reading/form_registration.hpp"

#include <algorithm>
#include <cmath>

#include "image/registration.hpp"

namespace digitnet {
namespace {

/// How far the aspect of what was found may be from the one that is expected: perspective shortens.
constexpr double kMostForeshortened = 1.5;

std::vector<Corners> find_anchors(const Form& form, const Image& scan) {
  const double width = scan.width;
  const double height = scan.height;
  switch (form.anchor.kind) {
    case AnchorKind::scan:
      return {{{{0, 0}, {width, 0}, {width, height}, {0, height}}}};
    case AnchorKind::sheet:
      return find_sheets(scan);
    case AnchorKind::frame:
      return find_frames(scan);
    case AnchorKind::marks:
      return find_marks(scan, form.anchor.corners);
  }
  return {};
}

bool has_aspect(const Corners& corners, const Corners& expected) {
  const double ratio = mean_width(corners) / mean_height(corners) * mean_height(expected) / mean_width(expected);
  return std::max(ratio, 1 / ratio) <= kMostForeshortened;
}

/// The corners of something rectangular with every corner in turn for the first, as the page may have been turned;
/// upright first. Where the page's proportions are not known, it is not taken to lie on its side.
std::vector<Corners> turnings(const Form& form, const Corners& seen) {
  std::vector<Corners> result;
  for (const int turn : {0, 2, 1, 3}) {
    Corners turned = seen;
    std::ranges::rotate(turned, turned.begin() + turn);
    if (form.proportional ? has_aspect(turned, form.anchor.corners) : turn % 2 == 0) result.push_back(turned);
  }
  return result;
}

}  // namespace

std::vector<Homography> possible_registrations(const Form& form, const Image& scan) {
  std::vector<Homography> result;
  for (const Corners& anchor : find_anchors(form, scan)) {
    const bool turned_already = form.anchor.kind == AnchorKind::marks;
    for (const Corners& corners : turned_already ? std::vector<Corners>{anchor} : turnings(form, anchor)) {
      if (const auto registration = Homography::between(form.anchor.corners, corners)) result.push_back(*registration);
    }
  }
  return result;
}

}  // namespace digitnet
