#include "digitnet/form_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string_view>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/strict_json.hpp"
#include "reading/number_lengths.hpp"

namespace digitnet {
namespace {

constexpr std::uint64_t kLargestForm_bytes = std::uint64_t{16} << 20;
/// Of all lists of a form together: some million postal codes.
constexpr std::uint64_t kLargestLists_bytes = std::uint64_t{8} << 20;
constexpr std::size_t kMostFields = 500;
constexpr std::size_t kMostRegions = 64;
constexpr int kMostCells = 64;
constexpr std::size_t kLongestName = 64;
constexpr double kLongestSide = 1e6;

/// Where a form's parts are being read from.
struct Source {
  const std::string& name;
  const std::filesystem::path& folder;
  std::uint64_t& list_bytes_left;
};

bool is_number_text(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= NumberPattern::kMostDigits && std::ranges::all_of(text, is_digit);
}

double read_length(ObjectReader& from, const char* key) {
  const double length = from.number(key);
  if (!(length > 0 && length <= kLongestSide)) from.fail(key, "a length above 0");
  return length;
}

void read_page(ObjectReader& root, const std::string& name, Form& form) {
  if (!root.has("page")) return;
  ObjectReader from(root.member("page"), name, "page");
  form.width = read_length(from, "width");
  form.height = read_length(from, "height");
  form.proportional = true;
  if (from.has("unit")) {
    const std::string unit = from.string("unit");
    if (unit != "mm" && unit != "px") from.fail("unit", R"("mm" or "px")");
  }
  from.expect_no_others();
}

/// Reads x, y, width and height of a rectangle on the page.
Rectangle read_area(ObjectReader& from, const std::string& name, const Form& form) {
  const Rectangle area{from.number("x"), from.number("y"), read_length(from, "width"), read_length(from, "height")};
  // Fractions that should end at 1 seldom add up to it.
  const auto inside = [](double start, double length, double page) {
    return start >= 0 && start + length <= page * (1 + 1e-9);
  };
  if (!inside(area.x, area.width, form.width) || !inside(area.y, area.height, form.height)) {
    throw FormatError(fmt::format("{}: expected {} to lie inside the page of {} x {}, found x {} to {}, y {} to {}",
                                  name, from.place(), form.width, form.height, area.x, area.x + area.width, area.y,
                                  area.y + area.height));
  }
  return area;
}

std::array<Point, 4> corners_of(const Rectangle& area) {
  const double right = area.x + area.width;
  const double bottom = area.y + area.height;
  return {{{area.x, area.y}, {right, area.y}, {right, bottom}, {area.x, bottom}}};
}

Point read_point(const ParsedJson& json, const Form& form) {
  const bool fits = json.is_array() && json.size() == 2 && json[0].is_number() && json[1].is_number();
  const Point point = fits ? Point{json[0].get<double>(), json[1].get<double>()} : Point{-1, -1};
  return point.x >= 0 && point.y >= 0 && point.x <= form.width && point.y <= form.height ? point : Point{-1, -1};
}

/// Whether the points are the corners of a convex shape, clockwise, that is no sliver.
bool is_clockwise(const std::array<Point, 4>& points, const Form& form) {
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = points[i];
    const Point& b = points[(i + 1) % 4];
    const Point& c = points[(i + 2) % 4];
    const double turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    if (turn < 1e-3 * form.width * form.height) return false;
  }
  return true;
}

std::array<Point, 4> read_marks(ObjectReader& from, const Form& form) {
  const ParsedJson& json = from.member("at");
  std::array<Point, 4> marks;
  if (!json.is_array() || json.size() != 4) from.fail("at", "four points [x, y], clockwise from the top left one");
  std::ranges::transform(json, marks.begin(), [&](const ParsedJson& point) { return read_point(point, form); });
  const bool inside = std::ranges::all_of(marks, [](const Point& mark) { return mark.x >= 0; });
  if (!inside || !is_clockwise(marks, form)) {
    from.fail("at", "four points [x, y] on the page, clockwise from the top left one");
  }
  return marks;
}

void read_anchor(ObjectReader& root, const std::string& name, Form& form) {
  const Rectangle page{0, 0, form.width, form.height};
  form.anchor = {AnchorKind::scan, corners_of(page)};
  if (!root.has("anchor")) return;
  ObjectReader from(root.member("anchor"), name, "anchor");
  const std::string kind = from.string("kind");
  if (kind == "sheet") {
    form.anchor.kind = AnchorKind::sheet;
  } else if (kind == "frame") {
    form.anchor.kind = AnchorKind::frame;
    if (from.has("at")) {
      ObjectReader at(from.member("at"), name, "anchor.at");
      form.anchor.corners = corners_of(read_area(at, name, form));
      at.expect_no_others();
    }
  } else if (kind == "marks") {
    form.anchor = {AnchorKind::marks, read_marks(from, form)};
  } else if (kind != "scan") {
    from.fail("kind", R"("scan", "sheet", "frame" or "marks")");
  }
  from.expect_no_others();
}

FormRegion read_region(const ParsedJson& json, const std::string& name, const std::string& place, const Form& form) {
  ObjectReader from(json, name, place);
  FormRegion region{read_area(from, name, form), 0};
  if (from.has("cells")) {
    region.cells = from.integer("cells");
    if (region.cells < 1 || region.cells > kMostCells) from.fail("cells", fmt::format("1 to {} cells", kMostCells));
  }
  from.expect_no_others();
  return region;
}

std::vector<FormRegion> read_regions(ObjectReader& field, const std::string& name, const Form& form) {
  const ParsedJson& at = field.member("at");
  if (!at.is_array()) return {read_region(at, name, field.place_of("at"), form)};
  if (at.empty() || at.size() > kMostRegions) {
    field.fail("at", fmt::format("a region, or a list of 1 to {}", kMostRegions));
  }
  std::vector<FormRegion> regions;
  for (const ParsedJson& json : at) {
    regions.push_back(read_region(json, name, fmt::format("{}[{}]", field.place_of("at"), regions.size()), form));
  }
  const bool combs = std::ranges::all_of(regions, [](const FormRegion& region) { return region.cells > 0; });
  if (regions.size() > 1 && !combs) field.fail("at", "several regions to have cells each");
  return regions;
}

int cells_of(const FormField& field) {
  return std::accumulate(field.regions.begin(), field.regions.end(), 0,
                         [](int sum, const FormRegion& region) { return sum + region.cells; });
}

std::string read_name(ObjectReader& from) {
  const std::string name = from.string("name");
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (name.empty() || name.size() > kLongestName || !std::ranges::all_of(name, is_plain)) {
    from.fail("name", fmt::format("1 to {} letters a to z, digits, _ or -", kLongestName));
  }
  if (name == "scan" || name == "review" || name == "error") from.fail("name", "no name of a column of the output");
  return name;
}

void read_pattern(ObjectReader& from, FormField& field) {
  const char* key = from.has("digits") ? "digits" : "pattern";
  if (!from.has(key)) return;
  try {
    field.pattern = from.has("digits") ? NumberPattern::of_length(from.integer("digits"))
                                       : NumberPattern::parse(from.string("pattern"));
  } catch (const ArgumentError& error) {
    from.fail(key, fmt::format("a pattern ({})", error.what()));
  }
  if (from.has("digits") && from.has("pattern")) from.fail("pattern", "absent beside digits");
}

std::vector<std::string> read_list_file(ObjectReader& from, const Source& source) {
  const std::string file = from.string("allowed");
  if (file.empty() || file.find('/') != std::string::npos || file == "." || file == "..") {
    from.fail("allowed", "a list of numbers, or the name of a file beside the form");
  }
  const std::filesystem::path path = source.folder / file;
  const auto bytes = read_file(path, source.list_bytes_left);
  source.list_bytes_left -= bytes.size();
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<std::string> numbers;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view number = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (number.ends_with('\r')) number.remove_suffix(1);
    if (number.empty()) continue;
    if (!is_number_text(number)) {
      throw FormatError(fmt::format("{}: line {}: expected a number of 1 to {} digits", path.string(), line,
                                    NumberPattern::kMostDigits));
    }
    numbers.emplace_back(number);
  }
  if (numbers.empty()) throw FormatError(fmt::format("{}: expected a number a line, found none", path.string()));
  return numbers;
}

std::vector<std::string> read_list(ObjectReader& from, const Source& source) {
  const ParsedJson& json = from.member("allowed");
  if (json.is_string()) return read_list_file(from, source);
  if (!json.is_array() || json.empty()) {
    from.fail("allowed", "a list of one or more numbers, or the name of a file beside the form");
  }
  std::vector<std::string> numbers;
  for (const ParsedJson& number : json) {
    if (!number.is_string() || !is_number_text(number.get_ref<const std::string&>())) {
      throw FormatError(fmt::format("{}: expected {}[{}] to be a string of 1 to {} digits", source.name,
                                    from.place_of("allowed"), numbers.size(), NumberPattern::kMostDigits));
    }
    numbers.push_back(number.get<std::string>());
  }
  return numbers;
}

void read_allowed(ObjectReader& from, const Source& source, FormField& field) {
  if (!from.has("allowed")) return;
  const std::vector<std::string> numbers = read_list(from, source);
  if (field.pattern) {
    const auto odd =
        std::ranges::find_if_not(numbers, [&](const std::string& number) { return field.pattern->matches(number); });
    if (odd != numbers.end()) {
      throw FormatError(fmt::format("{}: expected {} to hold numbers that fit {}, found {}", source.name,
                                    from.place_of("allowed"), from.has("digits") ? "digits" : "pattern", *odd));
    }
  }
  try {
    field.allowed = NumberPattern::one_of(numbers);
  } catch (const ArgumentError& error) {
    throw FormatError(fmt::format("{}: {}: {}", source.name, from.place_of("allowed"), error.what()));
  }
}

void read_check(ObjectReader& from, FormField& field) {
  if (!from.has("check")) return;
  try {
    field.check = parse_check_rule(from.string("check"));
  } catch (const ArgumentError&) {
    from.fail("check", R"("luhn", "ean", "isbn", "aba" or "iban")");
  }
  if (field.check != CheckRule::iban) return;
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::string pattern = from.has("pattern") ? from.string("pattern") : "";
  if (pattern.size() < 2 || !is_letter(pattern[0]) || !is_letter(pattern[1])) {
    from.fail("pattern", R"(one that begins with the country's letters, such as "DE## #### #### #### #### ##")");
  }
}

void read_date(ObjectReader& from, FormField& field) {
  if (!from.has("date")) return;
  const std::string order = from.string("date");
  if (order == "DMY") {
    field.date = DateOrder::day_month_year;
  } else if (order == "MDY") {
    field.date = DateOrder::month_day_year;
  } else if (order == "YMD") {
    field.date = DateOrder::year_month_day;
  } else {
    from.fail("date", R"("DMY", "MDY" or "YMD")");
  }
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
void check_possible(const FormField& field, const std::string& name, const std::string& place) {
  const NumberPattern* numbers = field.allowed ? &*field.allowed : field.pattern ? &*field.pattern : nullptr;
  const NumberCounts counts = numbers != nullptr ? count_numbers(*numbers) : NumberCounts{};
  const int cells = cells_of(field);
  const int longest = cells > 0 ? std::min(cells, NumberPattern::kMostDigits) : NumberPattern::kMostDigits;
  for (int length = 1; length <= longest; ++length) {
    if ((numbers == nullptr || counts[static_cast<std::size_t>(length)] > 0) && rules_take(field, length)) return;
  }
  throw FormatError(fmt::format("{}: {}: no number has a length that its {}pattern, list, check and date allow", name,
                                place, cells > 0 ? fmt::format("{} cells, ", cells) : ""));
}

FormField read_field(const ParsedJson& json, const Source& source, const std::string& place, const Form& form) {
  ObjectReader from(json, source.name, place);
  FormField field;
  field.name = read_name(from);
  field.regions = read_regions(from, source.name, form);
  field.printed = from.has("printed") ? from.boolean("printed") : field.regions.front().cells > 0;
  if (from.has("required")) field.required = from.boolean("required");
  read_pattern(from, field);
  read_allowed(from, source, field);
  read_check(from, field);
  read_date(from, field);
  from.expect_no_others();
  check_possible(field, source.name, place);
  return field;
}

void read_fields(ObjectReader& root, const Source& source, Form& form) {
  const ParsedJson& fields = root.member("fields");
  if (!fields.is_array() || fields.empty() || fields.size() > kMostFields) {
    root.fail("fields", fmt::format("a list of 1 to {} fields", kMostFields));
  }
  std::set<std::string> names;
  for (const ParsedJson& json : fields) {
    const std::string place = fmt::format("fields[{}]", form.fields.size());
    form.fields.push_back(read_field(json, source, place, form));
    if (!names.insert(form.fields.back().name).second) {
      throw FormatError(fmt::format("{}: {}.name: \"{}\" is the name of an earlier field too", source.name, place,
                                    form.fields.back().name));
    }
  }
}

}  // namespace

Form parse_form(const std::string& json, const std::string& name, const std::filesystem::path& folder) {
  const ParsedJson parsed = parse_strict_json(json, name, "the form");
  ObjectReader root(parsed, name, "");
  if (root.integer("form") != 1) root.fail("form", "version 1");
  Form form;
  read_page(root, name, form);
  read_anchor(root, name, form);
  std::uint64_t list_bytes_left = kLargestLists_bytes;
  read_fields(root, {name, folder, list_bytes_left}, form);
  root.expect_no_others();
  return form;
}

Form load_form(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kLargestForm_bytes);
  return parse_form(std::string(bytes.begin(), bytes.end()), path.string(), path.parent_path());
}

}  // namespace digitnet
