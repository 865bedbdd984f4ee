#include "synthesis/glyphs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "digitnet/synthesis.hpp"

namespace digitnet {
namespace {

constexpr std::array kDigits{
    Glyph{0, "50,0 18,22 10,60 40,100 80,78 88,35 50,0 40,4"},
    Glyph{0, "60,8 30,5 8,45 30,95 70,92 92,50 70,10 45,2 30,12"},
    Glyph{0, "30,8 10,50 45,100 88,60 78,12 55,10"},  // not quite closed
    Glyph{0, "60,5 15,30 20,85 60,100 90,50 60,8 98,0"},
    Glyph{0, "50,0 18,22 10,60 40,100 80,78 88,35 50,0|-85,5 12,98"},  // slashed
    Glyph{0, "50,0 15,25 12,65 45,100 85,75 85,30 50,0|-72,22 28,80"},
    Glyph{1, "-50,0 50,100"},
    Glyph{1, "-55,0 48,100"},
    Glyph{1, "-35,20 55,0 52,100"},
    Glyph{1, "-5,55 60,0 58,100"},  // the upstroke as long as in central Europe
    Glyph{1, "-0,70 55,0 50,100"},
    Glyph{1, "-0,95 55,0 50,100"},
    Glyph{1, "-5,85 62,0 60,100"},
    Glyph{1, "10,50 40,25 58,0|-58,0 52,100"},
    Glyph{1, "-25,22 52,0 52,100|-20,100 85,100"},  // with a foot
    Glyph{1, "-8,52 52,0 52,100|-22,100 84,100"},
    Glyph{2, "12,25 35,2 78,8 75,40 35,80 10,100|-10,100 90,98"},
    Glyph{2, "10,22 45,0 80,22 55,60 15,92 25,78 55,92 92,95"},  // with a loop
    Glyph{2, "15,15 55,0 82,25 60,60 10,98 50,92 92,100"},
    Glyph{2, "-12,12 60,5 80,25 70,45 8,98 90,98"},
    Glyph{3, "15,10 55,0 82,20 65,42 38,48 75,55 88,80 50,100 10,88"},
    Glyph{3, "-12,2 85,2 42,42|42,42 80,50 85,85 45,100 8,88"},  // with a flat top
    Glyph{3, "18,18 45,0 78,15 60,40 35,46 30,50 70,55 80,82 45,100 12,82"},
    Glyph{4, "-30,0 10,58 90,58|-68,28 65,100"},  // open
    Glyph{4, "15,5 12,50 45,58 80,48|82,5 75,50 68,100"},
    Glyph{4, "-20,2 15,52 85,50|-75,5 70,100"},
    Glyph{4, "-40,0 10,62 95,66|-62,40 50,100"},
    Glyph{4, "-18,0 10,45 70,40|-82,8 60,100"},
    Glyph{4, "-65,0 8,65 95,65|-65,0 65,100"},  // closed
    Glyph{4, "-72,100 75,0 8,62 95,60"},
    Glyph{4, "-45,0 8,52 60,52|-62,20 40,100"},
    Glyph{5, "-85,2 25,2 20,42|20,42 60,36 88,62 65,96 10,94"},
    Glyph{5, "-25,8 18,45|18,45 65,38 85,68 55,100 12,88|-28,4 92,0"},  // the bar by itself
    Glyph{5, "-22,16 20,46|20,46 68,40 85,70 50,100 10,85|-36,6 95,2"},
    Glyph{5, "-25,5 20,48|20,48 70,45 78,80 20,100|-25,5 70,0"},
    Glyph{5, "80,0 30,5 25,40 60,42 78,65 55,98 15,95"},
    Glyph{6, "70,0 30,35 12,72 40,100 80,85 70,55 35,55 15,75"},
    Glyph{6, "60,0 20,40 18,85 50,100 82,75 55,52 22,70"},
    Glyph{6, "88,5 45,10 15,55 25,95 65,98 80,68 50,50 18,66"},
    Glyph{7, "-8,5 88,3 40,100"},
    Glyph{7, "-8,5 90,3 38,100|-22,52 78,48"},  // crossed
    Glyph{7, "-10,18 12,3 88,3 45,100|-25,50 80,46"},
    Glyph{7, "10,15 15,2 50,8 90,0|90,0 55,45 45,100|-25,55 78,48"},
    Glyph{7, "-8,22 10,4 90,2|90,2 52,50 42,100"},
    Glyph{7, "8,12 45,5 88,2 60,40 45,100"},
    Glyph{8, "80,12 45,0 20,20 50,46 82,75 50,100 18,78 48,48 78,25 60,2"},
    Glyph{8, "75,15 40,2 22,25 55,48 78,72 50,100 22,75 50,50 72,30 80,8"},
    Glyph{8, "50,0 20,22 50,46 80,22 50,0|50,46 12,74 50,100 88,74 50,46"},  // two rings
    Glyph{9, "78,20 45,0 15,25 40,52 75,35 80,12|80,12 75,60 65,100"},
    Glyph{9, "80,25 50,0 15,22 35,50 78,30 72,75 40,100 12,88"},
    Glyph{9, "75,15 40,4 20,25 48,44 78,20|80,8 72,70 40,100 8,90"},
    Glyph{9, "85,8 40,2 22,24 50,42 82,14 78,70 45,100 10,88"},
    Glyph{9, "80,20 50,0 18,25 45,50 80,22 70,60 35,100"},
    Glyph{9, "50,0 15,25 50,50 82,25 50,0|-82,25 80,100"},
};

constexpr std::array kOthers{
    Glyph{kNonDigit, "-0,100 50,0 100,100|-20,60 80,60"},                  // A
    Glyph{kNonDigit, "-90,0 10,0 10,100|-10,48 70,48"},                    // F
    Glyph{kNonDigit, "-90,0 10,0 10,100 92,100|-10,48 75,48"},             // E
    Glyph{kNonDigit, "-10,0 10,100|-90,0 90,100|-10,50 90,50"},            // H
    Glyph{kNonDigit, "-10,0 10,100|-85,0 10,55 90,100"},                   // K
    Glyph{kNonDigit, "-10,0 10,100 85,100"},                               // L
    Glyph{kNonDigit, "-5,100 12,0 50,70 88,0 95,100"},                     // M
    Glyph{kNonDigit, "-8,100 10,0 88,100 92,0"},                           // N
    Glyph{kNonDigit, "-15,0 15,100|15,2 75,5 80,40 15,50"},                // P
    Glyph{kNonDigit, "-15,0 15,100|15,2 75,8 70,42 15,50|-35,50 90,100"},  // R
    Glyph{kNonDigit, "-0,2 100,2|-50,2 50,100"},                           // T
    Glyph{kNonDigit, "8,0 10,70 48,100 88,70 90,0"},                       // U
    Glyph{kNonDigit, "-5,0 50,100 95,0"},                                  // V
    Glyph{kNonDigit, "-0,0 25,100 50,30 75,100 100,0"},                    // W
    Glyph{kNonDigit, "0,5 15,90 30,95 50,30 60,90 80,90 100,0"},           // w
    Glyph{kNonDigit, "0,10 8,90 45,85 50,15 55,90 95,80 98,5"},
    Glyph{kNonDigit, "-5,0 95,100|-95,0 5,100"},                       // X
    Glyph{kNonDigit, "5,10 35,20 60,90 95,95|95,5 60,20 40,80 5,95"},  // x
    Glyph{kNonDigit, "45,0 10,20 20,80 45,75 45,30|95,5 55,15 50,80 95,90"},
    Glyph{kNonDigit, "-5,0 50,48|-95,0 15,100"},  // Y
    Glyph{kNonDigit, "-5,0 50,50 50,100|-95,0 50,50"},
    Glyph{kNonDigit, "10,0 15,45 55,45 80,0|80,0 75,60 50,100 15,90"},  // y
    Glyph{kNonDigit, "5,5 25,45 50,40 65,0 60,60 40,100 15,85 30,70 95,50"},
    Glyph{kNonDigit, "-5,2 95,2 5,98 95,98"},  // Z
    Glyph{kNonDigit, "-5,5 90,0 8,100 95,95"},
    Glyph{kNonDigit, "-8,3 90,3 10,97 92,97|-25,50 75,50"},
    Glyph{kNonDigit, "80,20 40,0 10,50 45,100 88,80"},                                 // C
    Glyph{kNonDigit, "15,50 75,45 65,5 25,10 10,60 45,100 90,80"},                     // e
    Glyph{kNonDigit, "80,30 40,20 12,60 40,98 75,70|-78,25 76,85 95,98"},              // a
    Glyph{kNonDigit, "-80,0 78,100|76,55 40,40 12,70 40,100 76,80"},                   // d
    Glyph{kNonDigit, "85,10 60,0 45,25 45,100|-15,45 80,45"},                          // f
    Glyph{kNonDigit, "-15,0 15,100|15,60 50,40 78,58 80,100"},                         // h
    Glyph{kNonDigit, "-12,0 12,100|-75,35 14,65 80,100"},                              // k
    Glyph{kNonDigit, "-5,30 5,100|5,50 25,30 45,50 45,100|45,50 68,30 90,50 92,100"},  // m
    Glyph{kNonDigit, "-12,25 12,100|12,50 50,25 85,50 85,100"},                        // n
    Glyph{kNonDigit, "-20,20 20,100|20,50 50,25 85,30"},                               // r
    Glyph{kNonDigit, "-50,0 50,80 75,100|-15,30 88,30"},                               // t
    Glyph{kNonDigit, "10,20 12,80 45,95 80,60|-82,20 82,80 98,95"},                    // u
    Glyph{kNonDigit, "-0,50 100,50"},                                                  // minus
    Glyph{kNonDigit, "0,55 30,45 70,55 100,48"},
    Glyph{kNonDigit, "-0,50 100,50|-50,0 50,100"},  // plus
    Glyph{kNonDigit, "-0,50 100,50|-50,0 50,100"},
    Glyph{kNonDigit, "-0,35 100,32|-0,68 100,66"},  // =
    Glyph{kNonDigit, "-100,0 0,95"},                // slash, flatter than any 1
    Glyph{kNonDigit, "-110,10 -10,90"},
    Glyph{kNonDigit, "-115,18 -15,82"},
    Glyph{kNonDigit, "-15,0 85,100"},                                                            // backslash
    Glyph{kNonDigit, "-50,0 50,100|-7,25 93,75|-93,25 7,75"},                                    // *
    Glyph{kNonDigit, "-35,0 25,100|-75,0 65,100|-5,35 98,35|-2,68 95,68"},                       // #
    Glyph{kNonDigit, "80,15 45,5 20,25 50,48 80,70 50,95 15,82|-50,-5 50,105"},                  // $
    Glyph{kNonDigit, "25,0 5,15 25,32 45,15 25,0|-85,0 15,100|75,68 55,84 75,100 95,84 75,68"},  // %
    Glyph{kNonDigit, "95,100 30,35 45,0 65,20 15,65 40,98 90,55"},                               // &
    Glyph{kNonDigit, "12,25 50,0 85,25 50,50 48,70|-48,92 50,100"},                              // ?
    Glyph{kNonDigit, "70,0 35,30 35,70 70,100"},                                                 // (
    Glyph{kNonDigit, "-90,0 10,50 90,100"},                                                      // <
    Glyph{kNonDigit, "-10,0 90,50 10,100"},                                                      // >
    Glyph{kNonDigit, "-10,0 50,40 90,0"},                                                        // v, caret
    Glyph{kNonDigit, "0,60 25,35 55,60 75,70 100,40"},                                           // ~
    Glyph{kNonDigit, "-5,5 95,5 95,95 5,95 5,5"},                                                // box
    Glyph{kNonDigit, "-50,0 98,95 2,95 50,0"},                                                   // triangle
    Glyph{kNonDigit, "50,30 25,0 0,30 50,100 100,30 75,0 50,30"},                                // heart
    Glyph{kNonDigit, "-50,0 80,100 0,35 100,35 20,100 50,0"},                                    // star
    Glyph{kNonDigit, "-0,55 35,100 100,0"},                                                      // tick
    Glyph{kNonDigit, "-0,50 100,50|-65,15 100,50 65,85"},                                        // arrow
    Glyph{kNonDigit, "50,0 5,30 8,75 50,100 95,70 92,25 50,0|-15,50 85,50"},                     // theta
    Glyph{kNonDigit, "50,10 15,30 20,70 50,88 85,65 80,25 50,10|-50,-10 50,110"},                // phi
    Glyph{kNonDigit, "50,50 60,35 75,55 50,80 20,55 45,10 95,35 80,95 15,100"},                  // spiral, @
};

}  // namespace

std::span<const Glyph> digit_glyphs() {
  return kDigits;
}

std::span<const Glyph> other_glyphs() {
  return kOthers;
}

Outline parse_glyph(const Glyph& glyph) {
  Outline outline;
  std::string_view rest = glyph.strokes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    std::string stroke(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    outline.smooth.push_back(stroke.front() != '-');
    Stroke points;
    char* at = stroke.data() + (outline.smooth.back() ? 0 : 1);
    while (*at != '\0') {
      const double x = std::strtod(at, &at);
      const double y = std::strtod(at + 1, &at);
      points.push_back({x, y});
    }
    outline.strokes.push_back(std::move(points));
  }
  return outline;
}

Stroke smooth_stroke(const Stroke& points) {
  constexpr int kSteps = 6;
  Stroke result;
  const auto at = [&](std::size_t i) { return points[std::min(i, points.size() - 1)]; };
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point a = at(i == 0 ? 0 : i - 1);
    const Point b = at(i);
    const Point c = at(i + 1);
    const Point d = at(i + 2);
    for (int step = 0; step < kSteps; ++step) {
      const double t = static_cast<double>(step) / kSteps;
      const auto between = [t](double p, double q, double r, double s) {
        return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
      };
      result.push_back({between(a.x, b.x, c.x, d.x), between(a.y, b.y, c.y, d.y)});
    }
  }
  result.push_back(points.back());
  return result;
}

}  // namespace digitnet
