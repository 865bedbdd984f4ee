#include "picture_boxes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace digitnet;
using namespace digitnet::serve;

namespace {

std::string text_of(const PageData& data, const char* name) {
  return data.get(name)->string_value();
}

/// Digits of 40x60 pixels, so far apart, in rows, on a picture of 1000x800.
PageData picture_of(int columns, int rows, int across, int down) {
  std::vector<CaptionedBox> boxes;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      boxes.push_back({{100 + column * across, 100 + row * down, 40, 60}, "7", "97.7 %", false});
    }
  }
  PageData data;
  add_picture(data, {"data:", 1000, 800, 1}, boxes);
  return data;
}

}  // namespace

TEST_CASE("captions stand where they cover no other digit: first the share goes, then the label, sooner on a phone") {
  const auto shown = [](const PageData& data) { return text_of(data, "labels") + " " + text_of(data, "shares"); };
  CHECK(shown(picture_of(1, 1, 0, 0)) == "always always");
  CHECK(shown(picture_of(2, 1, 400, 0)) == "always always");
  CHECK(shown(picture_of(4, 1, 200, 0)) == "always when-wide");
  CHECK(shown(picture_of(8, 1, 100, 0)) == "always never");
  CHECK(shown(picture_of(20, 1, 42, 0)) == "when-wide never");
  CHECK(shown(picture_of(40, 1, 22, 0)) == "never never");
  CHECK(shown(picture_of(1, 2, 0, 160)) == "always always");
  CHECK(shown(picture_of(1, 2, 0, 120)) == "when-wide when-wide");
  CHECK(shown(picture_of(1, 2, 0, 80)) == "never never");
  CHECK(shown(picture_of(40, 50, 22, 14)) == "never never");
}

TEST_CASE("boxes are placed in percent of the picture that was read, whatever the size it is shown in") {
  PageData data;
  add_picture(data, {"data:", 500, 250, 0.5}, {{{100, 50, 200, 300}, "3", "60.0 %", true}});
  CHECK(text_of(data, "picture_width") == "640");
  CHECK(text_of(data, "picture_height") == "320");
  const PageData& box = data.get("boxes")->list_value().front();
  CHECK(text_of(box, "x") == "10.00%");
  CHECK(text_of(box, "y") == "10.00%");
  CHECK(text_of(box, "width") == "20.00%");
  CHECK(text_of(box, "height") == "60.00%");
  CHECK(text_of(box, "middle") == "20.00%");
  CHECK(box.get("unsure")->is_true());
  CHECK(data.get("captions_above")->is_true());
  CHECK(picture_of(1, 1, 0, 0).get("captions_above")->is_false());
}

TEST_CASE("a tall picture is no taller than the screen") {
  PageData data;
  add_picture(data, {"data:", 300, 900, 1}, {});
  CHECK(text_of(data, "picture_width") == "160");
  CHECK(text_of(data, "picture_height") == "480");
}
