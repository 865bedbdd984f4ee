#include "digitnet/form_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/strict_json.hpp"

namespace digitnet {
namespace {

constexpr std::uint64_t kLargestForm_bytes = std::uint64_t{16} << 20;
/// Of all lists of a form together: some million postal codes.
constexpr std::uint64_t kLargestLists_bytes = std::uint64_t{8} << 20;

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
  if (!(length > 0 && length <= Form::kLongestSide)) from.fail(key, "a length above 0");
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

Rectangle read_area(ObjectReader& from) {
  return {from.number("x"), from.number("y"), read_length(from, "width"), read_length(from, "height")};
}

std::array<Point, 4> corners_of(const Rectangle& area) {
  const double right = area.x + area.width;
  const double bottom = area.y + area.height;
  return {{{area.x, area.y}, {right, area.y}, {right, bottom}, {area.x, bottom}}};
}

std::array<Point, 4> read_marks(ObjectReader& from) {
  const ParsedJson& json = from.member("at");
  const auto is_point = [](const ParsedJson& point) {
    return point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number();
  };
  if (!json.is_array() || json.size() != 4 || !std::ranges::all_of(json, is_point)) {
    from.fail("at", "four points [x, y]");
  }
  std::array<Point, 4> marks;
  std::ranges::transform(json, marks.begin(), [](const ParsedJson& point) {
    return Point{point[0].get<double>(), point[1].get<double>()};
  });
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
      form.anchor.corners = corners_of(read_area(at));
      at.expect_no_others();
    }
  } else if (kind == "marks") {
    form.anchor = {AnchorKind::marks, read_marks(from)};
  } else if (kind != "scan") {
    from.fail("kind", R"("scan", "sheet", "frame" or "marks")");
  }
  from.expect_no_others();
}

FormRegion read_region(const ParsedJson& json, const std::string& name, const std::string& place) {
  ObjectReader from(json, name, place);
  FormRegion region{read_area(from), 0};
  if (from.has("cells")) {
    region.cells = from.integer("cells");
    if (region.cells < 1 || region.cells > FormRegion::kMostCells)
      from.fail("cells", fmt::format("1 to {} cells", FormRegion::kMostCells));
  }
  from.expect_no_others();
  return region;
}

std::vector<FormRegion> read_regions(ObjectReader& field, const std::string& name) {
  const ParsedJson& at = field.member("at");
  if (!at.is_array()) return {read_region(at, name, field.place_of("at"))};
  if (at.empty() || at.size() > FormField::kMostRegions) {
    field.fail("at", fmt::format("a region, or a list of 1 to {}", FormField::kMostRegions));
  }
  std::vector<FormRegion> regions;
  for (const ParsedJson& json : at) {
    regions.push_back(read_region(json, name, fmt::format("{}[{}]", field.place_of("at"), regions.size())));
  }
  return regions;
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

/// The numbers of a list, one a line. Throws FormatError that begins with `where`.
std::vector<std::string> parse_list(std::string_view text, const std::string& where) {
  std::vector<std::string> numbers;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view number = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (number.ends_with('\r')) number.remove_suffix(1);
    if (number.empty()) continue;
    if (!is_number_text(number)) {
      throw FormatError(
          fmt::format("{}: line {}: expected a number of 1 to {} digits", where, line, NumberPattern::kMostDigits));
    }
    numbers.emplace_back(number);
  }
  if (numbers.empty()) throw FormatError(where + ": expected a number a line, found none");
  return numbers;
}

std::vector<std::string> read_list_file(ObjectReader& from, const Source& source) {
  const std::string file = from.string("allowed");
  if (file.empty() || file.find('/') != std::string::npos || file == "." || file == "..") {
    from.fail("allowed", "a list of numbers, or the name of a file beside the form");
  }
  const std::filesystem::path path = source.folder / file;
  const std::string place = fmt::format("{}: {}", source.name, from.place_of("allowed"));
  std::vector<std::uint8_t> bytes;
  try {
    bytes = read_file(path, source.list_bytes_left);
  } catch (const FileError& error) {
    throw FileError(fmt::format("{}: {}", place, error.what()));
  }
  source.list_bytes_left -= bytes.size();
  return parse_list({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                    fmt::format("{}: {}", place, path.string()));
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

FormField read_field(const ParsedJson& json, const Source& source, const std::string& place) {
  ObjectReader from(json, source.name, place);
  FormField field;
  field.name = from.string("name");
  field.regions = read_regions(from, source.name);
  field.printed = from.has("printed") ? from.boolean("printed") : field.regions.front().cells > 0;
  if (from.has("required")) field.required = from.boolean("required");
  read_pattern(from, field);
  read_allowed(from, source, field);
  read_check(from, field);
  read_date(from, field);
  from.expect_no_others();
  return field;
}

void read_fields(ObjectReader& root, const Source& source, Form& form) {
  const ParsedJson& fields = root.member("fields");
  if (!fields.is_array() || fields.empty() || fields.size() > Form::kMostFields) {
    root.fail("fields", fmt::format("a list of 1 to {} fields", Form::kMostFields));
  }
  for (const ParsedJson& json : fields) {
    form.fields.push_back(read_field(json, source, fmt::format("fields[{}]", form.fields.size())));
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
  try {
    validate(form);
  } catch (const ArgumentError& error) {
    throw FormatError(fmt::format("{}: {}", name, error.what()));
  }
  return form;
}

Form load_form(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kLargestForm_bytes);
  return parse_form(std::string(bytes.begin(), bytes.end()), path.string(), path.parent_path());
}

}  // namespace digitnet
