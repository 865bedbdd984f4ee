#include "synthesis/composed_line.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "digitnet/synthesis.hpp"
#include "image/normalize.hpp"
#include "synthesis/pen.hpp"
#include "synthesis/sources.hpp"

namespace digitnet {
namespace {

/// Lines are put together at this many pixels for each of MNIST's.
constexpr double kFine = 2;
constexpr int kRows = 160;
constexpr int kMargin_px = 30;
constexpr int kMostDigits = 8;
/// No digit or sign is wider or higher.
constexpr int kLargest_px = 90;
/// Shares of what stands in a line.
constexpr double kOthers = 0.06;
constexpr double kDrawn = 0.25;
constexpr double kJoined = 0.08;
/// 1s are what is most easily lost beside another digit: so often one is taken on purpose.
constexpr double kRatherOne = 0.12;
constexpr float kInk = 0.25f;

/// The first and last column of ink in each row, `last` below `first` where there is none.
struct Extent {
  int first = 1 << 20;
  int last = -1;
};

std::vector<Extent> outline_of(const Plane& ink) {
  std::vector<Extent> rows(static_cast<std::size_t>(ink.height));
  for (int y = 0; y < ink.height; ++y) {
    for (int x = 0; x < ink.width; ++x) {
      if (ink.at(x, y) <= kInk) continue;
      Extent& row = rows[static_cast<std::size_t>(y)];
      row = {std::min(row.first, x), x};
    }
  }
  return rows;
}

/// The plane with its rows moved so that upright strokes lean `slant` columns to the right for each row up.
Plane lean(const Plane& plane, double slant) {
  Plane result(plane.width + static_cast<int>(std::ceil(std::abs(slant) * plane.height)) + 1, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    const double moved = slant > 0 ? slant * (plane.height - 1 - y) : -slant * y;
    const int whole = static_cast<int>(moved);
    const auto rest = static_cast<float>(moved - whole);
    for (int x = 0; x < plane.width; ++x) {
      result.at(x + whole, y) += (1 - rest) * plane.at(x, y);
      result.at(x + whole + 1, y) += rest * plane.at(x, y);
    }
  }
  return result;
}

/// One hand: how its digits stand.
struct Hand {
  bool even;  ///< whether digits stand equally far apart
  double gap;
  double spread;
  double slant;
  double slope;

  explicit Hand(RandomStream& random)
      : even(random.chance(kEven)),
        gap(any_gap(random)),
        spread(random.between(0, kMostSpread_px)),
        slant(random.chance(kSlanted) ? random.between(kMostBack, kMostForward) : 0),
        slope(random.around(kMostSlope)) {}

  /// Pixels of MNIST's between the ink of two neighbours; below 0 they overlap.
  [[nodiscard]] double next_gap(RandomStream& random) const {
    return even ? gap + random.around(spread) : any_gap(random);
  }

 private:
  static constexpr double kEven = 0.7;
  static constexpr double kMostSpread_px = 4;
  static constexpr double kSlanted = 0.5;
  static constexpr double kMostBack = -0.15;  // columns for each row up
  static constexpr double kMostForward = 0.3;
  static constexpr double kMostSlope = 0.03;  // rows for each column

  /// More often near than far.
  static double any_gap(RandomStream& random) {
    constexpr double kNearest_px = -3;
    constexpr double kFarthest_px = 12;
    constexpr double kRatherNear = 1.5;
    return kNearest_px + (kFarthest_px - kNearest_px) * std::pow(random.unit(), kRatherNear);
  }
};

/// What is to be written next.
struct Character {
  Plane ink;
  int label;  ///< 0 to 9, or kNonDigit
};

/// The index of one of `digits`, 1s more often than they are.
int more_often_one(const Dataset& digits, RandomStream& random) {
  constexpr int kTries = 30;  // there may be none
  int image = random_image(digits, random);
  if (!random.chance(kRatherOne)) return image;
  for (int tries = kTries; tries > 0 && digits.label(static_cast<std::size_t>(image)) != 1; --tries) {
    image = random_image(digits, random);
  }
  return image;
}

std::optional<Character> next_character(const Dataset& digits, const Hand& hand, RandomStream& random) {
  constexpr double kUnequal = 0.15;  // sizes, as logarithms
  constexpr double kSmall = 0.5;
  constexpr double kSmallest = 0.25;
  constexpr double kUnequalSlant = 0.05;
  std::optional<Plane> ink;
  int label = kNonDigit;
  double size = std::exp(random.around(kUnequal));
  if (random.chance(kOthers)) {
    ink = trim(write_glyph(pick(other_glyphs(), random), random));
    if (random.chance(kSmall)) size *= random.between(kSmallest, 1);  // commas and points too
  } else if (random.chance(kDrawn)) {
    const Glyph& glyph = pick(digit_glyphs(), random);
    label = glyph.label;
    ink = trim(write_glyph(glyph, random));
  } else {
    const int image = more_often_one(digits, random);
    label = digits.label(static_cast<std::size_t>(image));
    ink = trim(digit_plane(digits, image));
  }
  if (!ink) return std::nullopt;
  const double scale = kFine * kDigitBox_px / std::max(ink->width, ink->height) * size;
  ink = scale_mark(*ink, scale);
  if (hand.slant != 0) ink = trim(lean(*ink, hand.slant + random.around(kUnequalSlant)));
  if (!ink || std::max(ink->width, ink->height) > kLargest_px) return std::nullopt;
  return Character{std::move(*ink), label};
}

class Writer {
 public:
  Writer(const Dataset& digits, RandomStream& random)
      : digits_(digits),
        random_(random),
        hand_(random),
        count_(1 + random.below(kMostDigits)),
        sheet_(2 * kMargin_px + count_ * (kLargest_px + 50), kRows),
        ends_(kRows, kNoInk) {}

  ComposedLine write() {
    for (int i = 0; i < count_; ++i) {
      if (const auto character = next_character(digits_, hand_, random_)) put(*character);
    }
    if (line_.text.empty()) return {};
    line_.height /= static_cast<double>(line_.text.size());
    scan();
    return std::move(line_);
  }

 private:
  static constexpr int kNoInk = -1000;
  static constexpr double kUpOrDown_px = 2.5;     // MNIST's
  static constexpr double kOthersUpOrDown = 0.4;  // of the room that a digit's height leaves
  static constexpr double kSmallestScan = 0.6;    // pixels for each of MNIST's
  static constexpr double kLargestScan = 2.5;

  /// Where a character begins that stands `gap` pixels behind the ink so far, in the rows around each of its own.
  [[nodiscard]] int place(const std::vector<Extent>& rows, int top, int gap) const {
    constexpr int kRowsAround = 2;
    int left = kNoInk;
    for (int y = 0; y < static_cast<int>(rows.size()); ++y) {
      const Extent& row = rows[static_cast<std::size_t>(y)];
      if (row.last < row.first) continue;
      const int last = std::min(kRows - 1, top + y + kRowsAround);
      for (int near = std::max(0, top + y - kRowsAround); near <= last; ++near) {
        const int end = ends_[static_cast<std::size_t>(near)];
        if (end > kNoInk) left = std::max(left, end + 1 - row.first);
      }
    }
    return (left == kNoInk ? end_ : left) + gap;
  }

  void put(const Character& character) {
    const Plane& ink = character.ink;
    const bool digit = character.label != kNonDigit;
    const double room = kFine * kDigitBox_px - ink.height;
    const double drop = kFine * random_.around(kUpOrDown_px) + hand_.slope * end_ +
                        (digit ? 0 : random_.around(kOthersUpOrDown) * room);
    const int top =
        std::clamp(static_cast<int>(std::lround((kRows - ink.height) / 2.0 + drop)), 2, kRows - ink.height - 2);
    const std::vector<Extent> rows = outline_of(ink);
    const int gap = static_cast<int>(std::lround(kFine * hand_.next_gap(random_)));
    const int left = std::clamp(place(rows, top, is_first_ ? 0 : gap), 2, sheet_.width - ink.width - 2);
    const double middle = top + ink.height / 2.0;
    if (!is_first_ && random_.chance(kJoined)) join({static_cast<double>(left), middle});
    lay(ink, left, top);
    Extent box;
    for (int y = 0; y < ink.height; ++y) {
      const Extent& row = rows[static_cast<std::size_t>(y)];
      if (row.last < row.first) continue;
      box = {std::min(box.first, row.first), std::max(box.last, row.last)};
      int& end = ends_[static_cast<std::size_t>(top + y)];
      end = std::max(end, left + row.last);
    }
    is_first_ = false;
    end_ = std::max(end_, left + ink.width);
    before_ = {static_cast<double>(left + ink.width), middle};
    if (!digit) return;
    line_.text += static_cast<char>('0' + character.label);
    line_.centers.push_back(left + (box.first + box.last + 1) / 2.0);
    line_.height += ink.height;
  }

  void lay(const Plane& ink, int left, int top) {
    for (int y = 0; y < ink.height; ++y) {
      for (int x = 0; x < ink.width; ++x) {
        float& value = sheet_.at(left + x, top + y);
        value = std::max(value, std::clamp(ink.at(x, y), 0.0f, 1.0f));
      }
    }
  }

  /// A stroke from the character before to the next one's left side.
  void join(Point to) {
    constexpr double kInside_px = 3;
    constexpr double kAside_px = 18;
    constexpr double kThinnest_px = 1.5;
    constexpr double kThickest_px = 3;
    const auto aside = [&](Point point, double dx) { return Point{point.x + dx, point.y + random_.around(kAside_px)}; };
    draw(sheet_, {aside(before_, -kInside_px), aside(to, kInside_px)}, random_.between(kThinnest_px, kThickest_px));
  }

  /// In another size and with another pen; what was measured goes along.
  void scan() {
    const double scale = std::exp(random_.between(std::log(kSmallestScan), std::log(kLargestScan)));
    const Box box = ink_box(sheet_).value();
    const Plane sized = scale_mark(crop(sheet_, box), scale / kFine);
    const double factor = static_cast<double>(sized.width) / box.width;
    line_.ink = with_another_pen(sized, scale, random_);
    for (double& center : line_.centers) center = (center - box.x) * factor + pen_margin(scale);
    line_.height *= scale / kFine;
  }

  const Dataset& digits_;
  RandomStream& random_;
  Hand hand_;
  int count_;
  Plane sheet_;
  std::vector<int> ends_;  // the last column of ink in each row
  int end_ = kMargin_px;   // of all characters
  Point before_{};         // the right side of the last character, half-way up
  bool is_first_ = true;
  ComposedLine line_;
};

}  // namespace

ComposedLine compose_line(const Dataset& digits, RandomStream& random) {
  ComposedLine line;
  while (line.text.empty()) line = Writer(digits, random).write();
  return line;
}

}  // namespace digitnet
