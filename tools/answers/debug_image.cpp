#include "debug_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "canvas.hpp"
#include "picture_encoder.hpp"
#include "stroke_font.hpp"

namespace digitnet::cli {
namespace {

constexpr int kMargin = 32;
constexpr int kLeastWidth = 640;  // of what stands between the margins
constexpr int kLargestSide = 1600;
constexpr int kSideToGrowTo = 800;

constexpr int kTile = 28 * 4;
constexpr int kTileGap = 16;
constexpr int kCaptionHeight = 24;
constexpr int kSmallHeight = 13;
constexpr int kTileRow = kTile + 3 * kSmallHeight + kTileGap;
constexpr int kCaptionRow = 2 * kCaptionHeight;
constexpr std::size_t kMostTiles = 1000;

constexpr Color kGround{246, 247, 249};
constexpr Color kText{32, 36, 42};
constexpr Color kWhite{255, 255, 255};
constexpr Color kSure{0, 138, 62};
constexpr Color kDoubtful{214, 120, 0};
constexpr Color kUnsure{214, 38, 48};

Color color_of(float probability) {
  return probability >= 0.95f ? kSure : probability >= 0.7f ? kDoubtful : kUnsure;
}

double picture_scale(const Image& picture) {
  const int side = std::max(picture.width, picture.height);
  return side > kLargestSide ? static_cast<double>(kLargestSide) / side : std::max(1, kSideToGrowTo / side);
}

int scaled(int length, double scale) {
  return std::max(1, static_cast<int>(std::lround(length * scale)));
}

/// Where `box` of the picture stands on the canvas.
Box on_canvas(const Box& box, double scale) {
  const auto place = [&](int position) { return kMargin + static_cast<int>(std::lround(position * scale)); };
  return {place(box.x), place(box.y), scaled(box.width, scale), scaled(box.height, scale)};
}

void draw_digit_box(Canvas& canvas, const ReadDigit& digit, double scale) {
  const Box box = on_canvas(digit.box, scale);
  const Color color = color_of(digit.probability);
  canvas.frame(box, 2, color);
  const std::string label = fmt::format("{}", digit.label);
  const int height = std::clamp(box.height / 4, 14, 36);
  const int padding = std::max(4, height / 4);
  const Box chip{box.x - 2, std::max(0, box.y - 2 - height - 2 * padding), text_width(label, height) + 2 * padding,
                 height + 2 * padding};
  canvas.fill(chip, color);
  draw_text(canvas, label, {chip.x + padding, chip.y + padding, height}, kWhite);
}

/// The rows of tiles below the picture.
class TileSheet {
 public:
  TileSheet(const Reading& reading, int width, float min_confidence)
      : reading_(reading),
        columns_(static_cast<std::size_t>((width + kTileGap) / (kTile + kTileGap))),
        min_confidence_(min_confidence) {
    std::size_t tiles = 0;
    while (shown_ < reading.lines.size() && tiles + reading.lines[shown_].digits.size() <= kMostTiles) {
      tiles += reading.lines[shown_++].digits.size();
    }
  }

  [[nodiscard]] int height() const {
    int height = left_out() > 0 || reading_.lines.empty() ? kCaptionRow : 0;
    for (std::size_t i = 0; i < shown_; ++i) height += kCaptionRow + rows(reading_.lines[i]) * kTileRow;
    return height;
  }

  void draw(Canvas& canvas, int y) const {
    if (reading_.lines.empty()) {
      draw_caption(canvas, "no digits", reading_.confidence, y);
    }
    for (std::size_t i = 0; i < shown_; ++i) {
      const ReadLine& line = reading_.lines[i];
      draw_caption(canvas, line.text(), line.confidence, y);
      draw_tiles(canvas, line, y + kCaptionRow);
      y += kCaptionRow + rows(line) * kTileRow;
    }
    if (left_out() > 0) {
      draw_text(canvas, fmt::format("and {} more", left_out()), {kMargin, y, kCaptionHeight}, kText);
    }
  }

 private:
  [[nodiscard]] std::size_t left_out() const { return reading_.lines.size() - shown_; }

  [[nodiscard]] int rows(const ReadLine& line) const {
    return static_cast<int>((line.digits.size() + columns_ - 1) / columns_);
  }

  void draw_caption(Canvas& canvas, const std::string& text, float confidence, int y) const {
    const std::string answer = (confidence < min_confidence_ ? "not sure: " : "") + text + "  ";
    const std::string percent = fmt::format("{:.1f} %", 100 * confidence);
    int height = kCaptionHeight;
    while (height > kSmallHeight && text_width(answer + percent, height) > canvas.width() - 2 * kMargin) --height;
    draw_text(canvas, answer, {kMargin, y, height}, kText);
    const int x = kMargin + text_width(answer + percent, height) - text_width(percent, height);
    draw_text(canvas, percent, {x, y, height}, color_of(confidence));
  }

  void draw_tiles(Canvas& canvas, const ReadLine& line, int y) const {
    for (std::size_t i = 0; i < line.digits.size(); ++i) {
      const ReadDigit& digit = line.digits[i];
      const Box tile{kMargin + static_cast<int>(i % columns_) * (kTile + kTileGap),
                     y + static_cast<int>(i / columns_) * kTileRow, kTile, kTile};
      canvas.draw(digit.seen, tile);
      canvas.frame(tile, 2, color_of(digit.probability));
      draw_text(canvas, fmt::format("{}  {:.1f} %", digit.label, 100 * digit.probability),
                {tile.x, tile.y + kTile + kSmallHeight, kSmallHeight}, kText);
    }
  }

  const Reading& reading_;
  std::size_t columns_;
  std::size_t shown_ = 0;  // lines
  float min_confidence_;
};

}  // namespace

std::vector<std::uint8_t> debug_image(const Image& picture, const Reading& reading, float min_confidence) {
  const double scale = picture_scale(picture);
  const Box place = on_canvas({0, 0, picture.width, picture.height}, scale);
  const int width = std::max(kLeastWidth, place.width);
  const TileSheet sheet(reading, width, min_confidence);
  const int below = place.y + place.height + kMargin;
  Canvas canvas(width + 2 * kMargin, below + sheet.height() + kMargin, kGround);
  canvas.draw(picture, place);
  for (const ReadLine& line : reading.lines) {
    for (const ReadDigit& digit : line.digits) draw_digit_box(canvas, digit, scale);
  }
  sheet.draw(canvas, below);
  return encode_png({canvas.width(), canvas.height(), 3, canvas.pixels()});
}

}  // namespace digitnet::cli
