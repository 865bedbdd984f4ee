#include "picture_boxes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace digitnet::serve {
namespace {

// Of the screen. In predict.css labels are of 15 px, shares of 13 px, and screens are wide from 48rem.
constexpr double kWidestPicture_px = 640;
constexpr double kTallestPicture_px = 480;
constexpr double kOnPhone_px = 250;  // wide at most, on a screen of 320
constexpr double kOnWideScreen_px = 470;
constexpr double kCaptionHeight_px = 21;
constexpr double kLabelWidth_px = 15;
constexpr double kLabelAndShareWidth_px = 82;

constexpr std::size_t kMostCaptions = 400;  // more would only be a crowd

struct Size {
  double width = 0;
  double height = 0;
};

/// How large the page shows the picture where there is room.
Size size_on_page(const ShownPicture& picture) {
  const double factor = std::min(kWidestPicture_px / picture.width, kTallestPicture_px / picture.height);
  return {picture.width * factor, picture.height * factor};
}

struct Rectangle {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] bool meets(const Rectangle& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

Rectangle on_screen(const Box& box, double factor) {
  return {box.x * factor, box.y * factor, (box.x + box.width) * factor, (box.y + box.height) * factor};
}

/// The caption stands above the middle of its box.
Rectangle caption_of(const Rectangle& box, double width) {
  const double middle = (box.left + box.right) / 2;
  return {middle - width / 2, box.top - kCaptionHeight_px, middle + width / 2, box.top};
}

/// Whether captions so wide lie neither on a digit nor on each other when a pixel of the picture takes `factor`.
bool captions_fit(const std::vector<CaptionedBox>& boxes, double factor, double caption_width) {
  for (const CaptionedBox& each : boxes) {
    const Rectangle own = on_screen(each.box, factor);
    const Rectangle caption = caption_of(own, caption_width);
    for (const CaptionedBox& other : boxes) {
      if (&other == &each) continue;
      const Rectangle digit = on_screen(other.box, factor);
      if (caption.meets(digit) || caption.meets(caption_of(digit, caption_width))) return false;
    }
  }
  return true;
}

/// A class for the style: on which screens captions so wide are shown.
const char* where_captions_fit(const std::vector<CaptionedBox>& boxes, const ShownPicture& picture, double width) {
  if (boxes.size() > kMostCaptions) return "never";
  const double page_width = size_on_page(picture).width;
  const auto fit = [&](double screen_px) {
    return captions_fit(boxes, std::min(screen_px, page_width) / picture.width * picture.scale, width);
  };
  if (fit(kOnPhone_px)) return "always";
  return fit(kOnWideScreen_px) ? "when-wide" : "never";
}

std::string percents(double position, int length) {
  return fmt::format("{:.2f}%", 100 * position / length);
}

PageData box_data(const CaptionedBox& captioned, const ShownPicture& picture) {
  const double scale = picture.scale;
  const Box& box = captioned.box;
  PageData data;
  data.set("x", percents(box.x * scale, picture.width));
  data.set("y", percents(box.y * scale, picture.height));
  data.set("width", percents(box.width * scale, picture.width));
  data.set("height", percents(box.height * scale, picture.height));
  data.set("middle", percents((box.x + box.width / 2.0) * scale, picture.width));
  data.set("label", captioned.label);
  data.set("share", captioned.share);
  data.set("unsure", captioned.unsure);
  return data;
}

}  // namespace

void add_picture(PageData& data, const ShownPicture& picture, const std::vector<CaptionedBox>& boxes) {
  const Size size = size_on_page(picture);
  data.set("picture", picture.data_uri);
  data.set("picture_width", std::to_string(std::lround(size.width)));
  data.set("picture_height", std::to_string(std::lround(size.height)));
  data.set("labels", where_captions_fit(boxes, picture, kLabelWidth_px));
  data.set("shares", where_captions_fit(boxes, picture, kLabelAndShareWidth_px));
  const double smallest = std::min(kOnPhone_px, size.width) / picture.width * picture.scale;
  data.set("captioned", boxes.size() <= kMostCaptions);
  data.set("captions_above",
           std::ranges::any_of(boxes, [&](const auto& each) { return each.box.y * smallest < kCaptionHeight_px; }));
  PageData list{PageData::type::list};
  for (const CaptionedBox& box : boxes) list.push_back(box_data(box, picture));
  data.set("boxes", list);
}

}  // namespace digitnet::serve
