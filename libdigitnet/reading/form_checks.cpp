#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string_view>

#include "digitnet/error.hpp"
#include "digitnet/form.hpp"
#include "reading/number_lengths.hpp"

namespace digitnet {
namespace {

constexpr std::size_t kLongestName = 64;

bool is_length(double length) {
  return length > 0 && length <= Form::kLongestSide;
}

void check_page(const Form& form) {
  if (is_length(form.width) && is_length(form.height)) return;
  throw ArgumentError(fmt::format("expected the page's width and height to be above 0 and at most {}, found {} x {}",
                                  Form::kLongestSide, form.width, form.height));
}

/// Whether the points lie on the page and are the corners of a convex shape, clockwise, that is no sliver.
bool is_clockwise(const std::array<Point, 4>& points, const Form& form) {
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = points[i];
    const Point& b = points[(i + 1) % 4];
    const Point& c = points[(i + 2) % 4];
    const double turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    const bool on_page = a.x >= 0 && a.y >= 0 && a.x <= form.width && a.y <= form.height;
    if (!on_page || turn < 1e-3 * form.width * form.height) return false;
  }
  return true;
}

void check_anchor(const Form& form) {
  if (is_clockwise(form.anchor.corners, form)) return;
  throw ArgumentError("expected the anchor to have four corners on the page, clockwise from the top left one");
}

void check_name(const std::string& name, const std::string& place) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (name.empty() || name.size() > kLongestName || !std::ranges::all_of(name, is_plain)) {
    throw ArgumentError(fmt::format("expected {}.name to be 1 to {} letters a to z, digits, _ or -, found \"{}\"",
                                    place, kLongestName, name));
  }
  if (name == "scan" || name == "review" || name == "error") {
    throw ArgumentError(
        fmt::format("expected {}.name to be no name of a column of the output, found \"{}\"", place, name));
  }
}

void check_area(const Rectangle& area, const Form& form, const std::string& place) {
  // Fractions that should end at 1 seldom add up to it.
  const auto inside = [](double start, double length, double page) {
    return start >= 0 && is_length(length) && start + length <= page * (1 + 1e-9);
  };
  if (inside(area.x, area.width, form.width) && inside(area.y, area.height, form.height)) return;
  throw ArgumentError(fmt::format("expected {} to lie inside the page of {} x {}, found x {} to {}, y {} to {}", place,
                                  form.width, form.height, area.x, area.x + area.width, area.y, area.y + area.height));
}

void check_regions(const FormField& field, const Form& form, const std::string& place) {
  if (field.regions.empty() || field.regions.size() > FormField::kMostRegions) {
    throw ArgumentError(fmt::format("expected {} to have 1 to {} regions, found {}", place, FormField::kMostRegions,
                                    field.regions.size()));
  }
  for (const FormRegion& region : field.regions) {
    check_area(region.area, form, place);
    if (region.cells < 0 || region.cells > FormRegion::kMostCells) {
      throw ArgumentError(
          fmt::format("expected {} to have 0 to {} cells, found {}", place, FormRegion::kMostCells, region.cells));
    }
  }
  const bool combs = std::ranges::all_of(field.regions, [](const FormRegion& region) { return region.cells > 0; });
  if (field.regions.size() > 1 && !combs) {
    throw ArgumentError(
        fmt::format("expected {} to have cells in each of its {} regions", place, field.regions.size()));
  }
}

int cells_of(const FormField& field) {
  return std::accumulate(field.regions.begin(), field.regions.end(), 0,
                         [](int sum, const FormRegion& region) { return sum + region.cells; });
}

/// Whether a rule, if there is one, has numbers of `length` digits. The letters of an IBAN are no digits.
bool rules_take(const FormField& field, int length) {
  if (field.date && length != 6 && length != 8) return false;
  if (!field.check) return true;
  switch (*field.check) {
    case CheckRule::luhn:
      return length >= 2;
    case CheckRule::ean:
      return length == 8 || (length >= 12 && length <= 14);
    case CheckRule::isbn:
      return length == 10 || length == 13;
    case CheckRule::aba:
      return length == 9;
    case CheckRule::iban:
      return length >= 10;
  }
  return true;
}

/// Makes sure that some number satisfies everything that is asked of it.
void check_possible(const FormField& field, const std::string& place) {
  const NumberPattern* numbers = field.allowed ? &*field.allowed : field.pattern ? &*field.pattern : nullptr;
  const NumberCounts counts = numbers != nullptr ? count_numbers(*numbers) : NumberCounts{};
  const int cells = cells_of(field);
  const int longest = cells > 0 ? std::min(cells, NumberPattern::kMostDigits) : NumberPattern::kMostDigits;
  for (int length = 1; length <= longest; ++length) {
    if ((numbers == nullptr || counts[static_cast<std::size_t>(length)] > 0) && rules_take(field, length)) return;
  }
  throw ArgumentError(fmt::format("{}: no number has a length that its {}pattern, list, check and date allow", place,
                                  cells > 0 ? fmt::format("{} cells, ", cells) : ""));
}

}  // namespace

void validate(const Form& form) {
  check_page(form);
  check_anchor(form);
  if (form.fields.empty() || form.fields.size() > Form::kMostFields) {
    throw ArgumentError(fmt::format("expected 1 to {} fields, found {}", Form::kMostFields, form.fields.size()));
  }
  std::set<std::string> names;
  std::set<std::string> columns;
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    const FormField& field = form.fields[i];
    const std::string place = fmt::format("fields[{}]", i);
    check_name(field.name, place);
    if (!names.insert(field.name).second) {
      throw ArgumentError(fmt::format("{}.name: \"{}\" is the name of an earlier field too", place, field.name));
    }
    if (!columns.insert(field.name).second || !columns.insert(field.name + "_confidence").second) {
      throw ArgumentError(fmt::format(
          "{}.name: \"{}\" and the name of an earlier field make one column of the output twice", place, field.name));
    }
    check_regions(field, form, place);
    check_possible(field, place);
  }
}

}  // namespace digitnet
