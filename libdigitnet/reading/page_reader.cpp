#include "reading/page_reader.hpp"

#include <algorithm>

#include "image/ink.hpp"
#include "image/normalize.hpp"
#include "reading/line_reader.hpp"
#include "reading/text_lines.hpp"

namespace digitnet {
namespace {

/// The longer side at which is worked, at most: on a scan of A4 a digit of 8 mm is then 43 pixels high.
constexpr int kWorkingSide_px = 1600;

}  // namespace

Reading read_page(const Image& picture, DigitScorer& scorer, const ReadingOptions& options) {
  if (is_normalized(picture)) {
    if (auto line = read_digit(picture, scorer, options)) return {{*line}, line->confidence};
  }
  const auto map = map_ink(picture, kWorkingSide_px);
  if (!map) return {{}, 1};
  const std::vector<Component> components = find_components(map->contrast, map->rim);
  Reading reading{{}, 1};
  for (const TextLine& line : find_text_lines(*map, components)) {
    if (auto read = read_line(*map, line, scorer, options)) {
      reading.confidence *= read->confidence;
      reading.lines.push_back(std::move(*read));
    }
  }
  return reading;
}

}  // namespace digitnet
