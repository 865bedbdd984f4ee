#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "digitnet/error.hpp"
#include "digitnet/form.hpp"
#include "image/field_picture.hpp"
#include "image/printed_lines.hpp"
#include "reading/field_reader.hpp"
#include "reading/field_rules.hpp"
#include "reading/form_registration.hpp"

namespace digitnet {
namespace {

/// Which part of a form's printed lines must be where it is said to have them; of a comb, which has no line on top and
/// short ones between cells, about half is there.
constexpr double kLeastPrinted = 0.45;
/// A registration that has as much is not compared with others.
constexpr double kSurelyPrinted = 0.9;
/// Where a region has less than this part of the lines of the one that has most, others were taken for its lines.
constexpr double kLeastOfMost = 0.6;

constexpr const char* kMisplaced = "its printed lines are not where they should be";

/// A form in a scan: its regions, field by field.
struct SeenForm {
  std::vector<std::vector<SeenRegion>> fields;
  double printed = 0;  // the share of the printed lines that is there
};

SeenRegion cut_region(const Image& scan, const Homography& registration, const FormRegion& region, bool printed) {
  const int cells = std::max(1, region.cells);
  SeenRegion seen{cut_out(scan, registration, {region.area, cells}), {}};
  seen.lines = printed ? find_lines(seen.picture, cells) : expected_lines(seen.picture, cells);
  return seen;
}

SeenForm cut_form(const Image& scan, const Homography& registration, const Form& form) {
  SeenForm seen;
  double share = 0;
  int regions = 0;
  for (const FormField& field : form.fields) {
    std::vector<SeenRegion>& cut = seen.fields.emplace_back();
    for (const FormRegion& region : field.regions) {
      cut.push_back(cut_region(scan, registration, region, field.printed));
      if (!field.printed) continue;
      share += cut.back().lines.share;
      ++regions;
    }
  }
  seen.printed = regions > 0 ? share / regions : 1;
  return seen;
}

std::string missing(const Form& form, const Image& scan) {
  switch (form.anchor.kind) {
    case AnchorKind::scan:
      return fmt::format("a picture in the proportions of the form's page, {} : {}, found {} x {} pixels", form.width,
                         form.height, scan.width, scan.height);
    case AnchorKind::sheet:
      return "the form's sheet, light on a darker ground, found none";
    case AnchorKind::frame:
      return "the form's printed frame, found none";
    case AnchorKind::marks:
      return "the form's four printed marks, found none that lie as they do";
  }
  return "";
}

double most_printed(const SeenForm& form) {
  double most = 0;
  for (const auto& regions : form.fields) {
    for (const SeenRegion& region : regions) most = std::max(most, region.lines.share);
  }
  return most;
}

/// The form as it lies in the scan: of the ways that are possible, that with the most of its printed lines.
SeenForm find_form(const Image& scan, const Form& form, const std::string& name) {
  SeenForm best;
  best.printed = -1;
  for (const Homography& registration : possible_registrations(form, scan)) {
    SeenForm seen = cut_form(scan, registration, form);
    if (seen.printed > best.printed) best = std::move(seen);
    if (best.printed >= kSurelyPrinted) break;
  }
  if (best.printed < 0) {
    throw FormatError(fmt::format("{}: expected {}", name, missing(form, scan)));
  }
  if (best.printed < kLeastPrinted) {
    throw FormatError(fmt::format("{}: expected the printed lines of the form's fields, found {:.0f} % of them", name,
                                  100 * best.printed));
  }
  return best;
}

}  // namespace

struct FormReader::State {
  Form form;
  std::vector<FieldRules> rules;
};

FormReader::FormReader(Form form, float min_confidence) : state_(std::make_unique<State>()) {
  validate(form);
  state_->form = std::move(form);
  for (const FormField& field : state_->form.fields) state_->rules.emplace_back(field, min_confidence);
}

FormReader::~FormReader() = default;
FormReader::FormReader(FormReader&&) noexcept = default;
FormReader& FormReader::operator=(FormReader&&) noexcept = default;

const Form& FormReader::form() const {
  return state_->form;
}

std::vector<FieldReading> FormReader::read(Reader& reader, const Image& scan, const std::string& name) const {
  SeenForm seen = find_form(scan, state_->form, name);
  const double least = kLeastOfMost * most_printed(seen);
  std::vector<FieldReading> readings;
  for (std::size_t i = 0; i < seen.fields.size(); ++i) {
    const FormField& field = state_->form.fields[i];
    const bool misplaced = field.printed && std::ranges::any_of(seen.fields[i], [&](const SeenRegion& region) {
                             return region.lines.share < least;
                           });
    readings.push_back(read_field(reader, state_->rules[i], std::move(seen.fields[i])));
    if (misplaced) add_reason(readings.back().review, kMisplaced);
  }
  return readings;
}

}  // namespace digitnet
