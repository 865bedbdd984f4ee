// All lines of a field are looked for together: along it two parallel ones a cell's height apart, across it one more
// than cells, evenly spaced. A digit may look like one line, but never like all of them.
#include "image/printed_lines.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "image/ink_mask.hpp"

namespace digitnet {
namespace {

/// The share of ink along a row, in each of several blocks of columns.
class RowShares {
 public:
  RowShares(const InkMask& ink, const FieldPicture& picture, int blocks)
      : height_(picture.grey.height), shares_(static_cast<std::size_t>(blocks * picture.grey.height)) {
    const double length = picture.grey.width - 2.0 * picture.margin_px;
    for (int block = 0; block < blocks; ++block) {
      const int from = picture.margin_px + static_cast<int>(length * block / blocks);
      const int to = picture.margin_px + static_cast<int>(length * (block + 1) / blocks);
      middles_.push_back((from + to) / 2.0);
      for (int y = 0; y < height_; ++y) {
        int count = 0;
        for (int x = from; x < to; ++x) count += ink.near_row(x, y);
        shares_[static_cast<std::size_t>(block * height_ + y)] =
            static_cast<float>(count) / static_cast<float>(std::max(1, to - from));
      }
    }
  }

  /// Of a line along the whole field.
  [[nodiscard]] double along(double offset, double slope) const {
    double sum = 0;
    for (std::size_t block = 0; block < middles_.size(); ++block) {
      const long y = std::lround(offset + slope * middles_[block]);
      if (y >= 0 && y < height_)
        sum += shares_[block * static_cast<std::size_t>(height_) + static_cast<std::size_t>(y)];
    }
    return sum / static_cast<double>(middles_.size());
  }

 private:
  int height_;
  std::vector<double> middles_;
  std::vector<float> shares_;  // [block][row]
};

/// The place near `place` where the share of ink is largest; the middle of several that are as good.
template <typename ShareAt>
double best_near(double place, double reach, ShareAt share_at) {
  double best = 0;
  for (double shift = -std::floor(reach); shift <= reach; shift += 1) best = std::max(best, share_at(place + shift));
  double sum = 0;
  int count = 0;
  for (double shift = -std::floor(reach); shift <= reach; shift += 1) {
    if (share_at(place + shift) < 0.95 * best) continue;
    sum += place + shift;
    ++count;
  }
  return sum / count;
}

/// What is given up for a line that lies far from where it should be: of two that fit as well, the nearer one is taken.
double farness(double shift, double farthest) {
  return 0.1 * std::abs(shift) / farthest;
}

void find_lines_along(const RowShares& rows, const FieldPicture& picture, PrintedLines& lines) {
  const double width = picture.grey.width;
  const double height = picture.cell_height_px;
  const double farthest = height / 3;
  const double steepest = 0.035;
  const double slope_step = std::max(1.0 / width, steepest / 24);
  const double expected = picture.margin_px;
  double best = -1;
  for (double slope = -std::floor(steepest / slope_step) * slope_step; slope <= steepest; slope += slope_step) {
    const double tilt = slope * width / 2;
    for (double shift = -std::floor(farthest); shift <= farthest; shift += 1) {
      const double top = expected + shift - tilt;
      const double share_top = rows.along(top, slope);
      for (double taller = -std::floor(0.06 * height); taller <= 0.06 * height; taller += 1) {
        const double share = share_top + rows.along(top + height + taller, slope) - farness(shift, farthest) -
                             farness(slope, steepest) - farness(taller, 0.06 * height + 1);
        if (share <= best) continue;
        best = share;
        lines.slope = slope;
        lines.top_px = top;
        lines.bottom_px = top + height + taller;
      }
    }
  }
  // So far they are as near to where they should be as the lines' widths let them.
  for (double* offset : {&lines.top_px, &lines.bottom_px}) {
    *offset =
        best_near(*offset, std::max(4.0, 0.08 * height), [&](double place) { return rows.along(place, lines.slope); });
  }
}

/// The share of ink along each line across the field, by the line's place half-way down.
std::vector<double> shares_across(const InkMask& ink, const FieldPicture& picture, const PrintedLines& lines) {
  std::vector<double> shares(static_cast<std::size_t>(picture.grey.width));
  const double middle = picture.grey.height / 2.0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double x = static_cast<double>(i);
    const double inset = 0.08 * (lines.bottom_px - lines.top_px);
    const int from = static_cast<int>(lines.top_px + lines.slope * x + inset);
    const int to = static_cast<int>(lines.bottom_px + lines.slope * x - inset);
    int count = 0;
    for (int y = from; y < to; ++y) count += ink.near_column(x - lines.slope * (y - middle), y);
    shares[i] = static_cast<double>(count) / std::max(1, to - from);
  }
  return shares;
}

double share_at(const std::vector<double>& shares, double x) {
  const long i = std::lround(x);
  return i >= 0 && i < static_cast<long>(shares.size()) ? shares[static_cast<std::size_t>(i)] : 0;
}

void find_lines_across(const std::vector<double>& shares, const FieldPicture& picture, PrintedLines& lines) {
  const auto cells = lines.across_px.size() - 1;
  const double pitch = picture.cell_width_px;
  const double farthest = pitch / 3;
  const double most_wider = std::max(1.0, 0.03 * pitch * static_cast<double>(cells));
  const std::vector<double> expected = lines.across_px;
  double best = -1;
  for (double shift = -std::floor(farthest); shift <= farthest; shift += 1) {
    for (double wider = -std::floor(most_wider); wider <= most_wider; wider += 1) {
      double sum = 0;
      for (std::size_t i = 0; i <= cells; ++i) {
        const double part = static_cast<double>(i) / static_cast<double>(cells) - 0.5;
        sum += share_at(shares, expected[i] + shift + wider * part);
      }
      const double share =
          sum / static_cast<double>(cells + 1) - farness(shift, farthest) - farness(wider, most_wider + 1);
      if (share <= best) continue;
      best = share;
      for (std::size_t i = 0; i <= cells; ++i) {
        lines.across_px[i] = expected[i] + shift + wider * (static_cast<double>(i) / static_cast<double>(cells) - 0.5);
      }
    }
  }
  for (double& x : lines.across_px) {
    x = best_near(x, std::max(4.0, 0.08 * pitch), [&](double place) { return share_at(shares, place); });
  }
}

/// How much of all lines is there, by their length.
double share_of(const RowShares& rows, const std::vector<double>& shares, const FieldPicture& picture,
                const PrintedLines& lines) {
  const double length = picture.cell_width_px * static_cast<double>(lines.across_px.size() - 1);
  double seen = (rows.along(lines.top_px, lines.slope) + rows.along(lines.bottom_px, lines.slope)) * length;
  for (const double x : lines.across_px) seen += share_at(shares, x) * picture.cell_height_px;
  return seen / (2 * length + static_cast<double>(lines.across_px.size()) * picture.cell_height_px);
}

}  // namespace

PrintedLines expected_lines(const FieldPicture& picture, int cells) {
  PrintedLines lines;
  lines.top_px = picture.margin_px;
  lines.bottom_px = picture.margin_px + picture.cell_height_px;
  for (int i = 0; i <= cells; ++i) lines.across_px.push_back(picture.margin_px + i * picture.cell_width_px);
  return lines;
}

PrintedLines find_lines(const FieldPicture& picture, int cells) {
  constexpr int kMostBlocks = 64;
  PrintedLines lines = expected_lines(picture, cells);
  const InkMask ink(picture.grey, picture.cell_height_px);
  const double length = picture.cell_width_px * cells;
  const RowShares rows(ink, picture,
                       std::clamp(static_cast<int>(length / picture.cell_height_px + 0.5), 2, kMostBlocks));
  find_lines_along(rows, picture, lines);
  const std::vector<double> shares = shares_across(ink, picture, lines);
  find_lines_across(shares, picture, lines);
  lines.share = share_of(rows, shares, picture, lines);
  return lines;
}

}  // namespace digitnet
