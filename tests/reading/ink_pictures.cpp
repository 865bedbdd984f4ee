#include "reading/ink_pictures.hpp"

namespace digitnet::test {

InkMap draw_ink(const std::vector<std::string>& rows) {
  InkMap map;
  map.contrast = Plane(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()));
  map.threshold = 0.5f;
  map.rim = 0.2f;
  map.ground = 0.01f;
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      if (rows[y][x] == '#') map.contrast.at(static_cast<int>(x), static_cast<int>(y)) = 1;
    }
  }
  return map;
}

}  // namespace digitnet::test
