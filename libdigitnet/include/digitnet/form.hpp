#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "digitnet/check_digit.hpp"
#include "digitnet/geometry.hpp"
#include "digitnet/image.hpp"
#include "digitnet/number_pattern.hpp"
#include "digitnet/reader.hpp"

namespace digitnet {

/// What of a page is looked for in a scan, to know where everything else is.
enum class AnchorKind : std::uint8_t {
  scan,   ///< nothing: the page is the whole scan
  sheet,  ///< the page itself, light paper on a darker ground
  frame,  ///< a printed rectangle
  marks   ///< four printed marks: filled squares or discs
};

struct FormAnchor {
  AnchorKind kind = AnchorKind::scan;
  /// The corners of the page or the frame, or the middles of the marks: clockwise from the top left one, in the page's
  /// units.
  std::array<Point, 4> corners{};
};

/// Where digits are written.
struct FormRegion {
  static constexpr int kMostCells = 64;

  Rectangle area;  ///< in the page's units; with its printed lines, if there are any
  int cells = 0;   ///< in a row, a digit in each, as wide as one another; 0: a box that holds one line of digits
};

/// In which order a date is written.
enum class DateOrder : std::uint8_t { day_month_year, month_day_year, year_month_day };

/// A number on a form.
struct FormField {
  static constexpr std::size_t kMostRegions = 64;

  std::string name;                 ///< 1 to 64 of a-z A-Z 0-9 _ -, another for each field
  std::vector<FormRegion> regions;  ///< one, or several in the order of their digits, which then all have cells
  bool printed = false;             ///< whether lines are printed around the regions, and between their cells
  bool required = false;            ///< whether it must not be empty

  // What is known of the number.
  std::optional<NumberPattern> pattern;
  std::optional<NumberPattern> allowed;  ///< the list that it is in
  std::optional<CheckRule> check;        ///< of the number as the pattern formats it
  std::optional<DateOrder> date;         ///< a day of the calendar, its year from 1900 to 2099, or of two digits
};

/// A page with fields to be filled in.
struct Form {
  static constexpr std::size_t kMostFields = 500;
  static constexpr double kLongestSide = 1e6;

  double width = 1;   ///< of the page, in any unit
  double height = 1;  ///< likewise
  /// Whether width : height is that of the paper; else the units are fractions of whatever the page turns out to be.
  bool proportional = false;
  FormAnchor anchor;
  std::vector<FormField> fields;
};

/// Throws ArgumentError, naming the place, when a form is none: something lies outside the page, corners are not
/// clockwise (those of the page for `scan` and `sheet`), a field has no region, several of which one has no cells, no
/// plain name or that of another, or rules that no number can satisfy.
void validate(const Form& form);

/// What was read in a field.
struct FieldReading {
  std::string value;     ///< the digits as the pattern formats them; `?` for one that cannot be read; or empty
  std::string digits;    ///< those alone
  std::string read;      ///< what the reader took them for, without any rule
  float confidence = 0;  ///< that the value is right; of an empty one, that nothing is written
  std::string review;    ///< why a person should look at it; empty: no reason
  Image picture;         ///< the field, straightened, with a margin
};

/// Reads the fields of one form in any number of scans. Threads may share one.
class FormReader {
 public:
  /// A reading with less than `min_confidence` is to be reviewed. Throws ArgumentError as validate() does.
  explicit FormReader(Form form, float min_confidence = 0.9f);
  ~FormReader();
  FormReader(FormReader&&) noexcept;
  FormReader& operator=(FormReader&&) noexcept;

  [[nodiscard]] const Form& form() const;

  /// The form's fields in its order.
  ///
  /// Throws FormatError, with `name` for the scan, when its anchor is not found or the printed lines of its fields are
  /// not where they should be.
  [[nodiscard]] std::vector<FieldReading> read(Reader& reader, const Image& scan,
                                               const std::string& name = "scan") const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet
