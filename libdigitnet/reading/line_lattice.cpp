// From a line's components to all ways to divide it into digits:
// 1. Ink no wider than a digit that the network is sure of is one digit, and all is done.
// 2. Each component alone is scored. Where the network is sure of a digit, it stays whole; else it is cut wherever two
//    digits may touch (pieces.hpp).
// 3. Every run of pieces that may be one digit is scored.
#include "reading/line_lattice.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "image/normalize.hpp"
#include "reading/form_cost.hpp"
#include "reading/pieces.hpp"
#include "reading/small_picture.hpp"

namespace digitnet {
namespace {

/// The network is sure of a digit from here on.
constexpr float kSure = 0.9f;
constexpr float kSettled = 0.95f;
/// A small picture is that of one digit, unless the network hardly finds it in there.
constexpr float kLikely = 0.25f;
/// Parts of a digit's height.
constexpr float kSettledWidth = 0.85f;
constexpr float kTall = 0.6f;
constexpr float kWidestDigit = 1.7f;
/// Wider and lower than most digits.
constexpr float kUsualWidth = 0.8f;
constexpr float kUsualHeight = 0.8f;
constexpr float kTallestDigit = 1.25f;
/// How much of the narrower of two pieces stands above or below the other when they are parts of one digit.
constexpr float kStacked = 0.75f;
/// How many pieces one digit is made of at most.
constexpr int kMostPieces = 7;
constexpr std::size_t kMostPiecesInLine = 400;

class LineDivision {
 public:
  LineDivision(const InkMap& map, const TextLine& line, DigitScorer& scorer)
      : map_(map), line_(line), scorer_(scorer), full_(full_strength(map, line.components)) {}

  LineLattice divide(bool thorough) {
    thorough_ = thorough;
    if (full_ <= map_.ground) return {};
    if (!thorough && may_be_one_digit() && is_one_digit()) return std::move(result_);
    result_ = {};
    slant_ = find_slant(map_.contrast, line_.components);
    make_pieces();
    if (pieces_.size() > kMostPiecesInLine) return {};
    make_segments();
    for (const Piece& piece : pieces_) {
      const int size = std::max(piece.ink.box.height, piece.ink.box.width);
      result_.lattice.piece_sizes.push_back(in_heights(static_cast<float>(size)));
    }
    return std::move(result_);
  }

 private:
  /// Pieces `first` to `last` of the line.
  struct Run {
    int first;
    int last;
  };

  [[nodiscard]] bool is_small_picture() const {
    return map_.factor == 1 && is_small(map_.contrast.width, map_.contrast.height);
  }

  [[nodiscard]] bool may_be_one_digit() const {
    if (is_small_picture() && line_.box.width <= line_.box.height) return true;
    const auto tall = std::ranges::count_if(
        line_.components, [&](const Component* c) { return in_heights(static_cast<float>(c->box.height)) >= kTall; });
    return tall <= 1 && static_cast<float>(line_.box.width) <= kSettledWidth * static_cast<float>(line_.box.height);
  }

  /// Scores the whole line as one piece; whether the network is sure of it.
  bool is_one_digit() {
    add_candidate(line_.components);
    const DigitScore score = score_candidates().front();
    result_.lattice.segments.push_back({0, 1, score, {}});
    result_.lattice.piece_sizes.push_back(1);
    return score.highest() >= (is_small_picture() ? kLikely : kSure);
  }

  void add_candidate(std::span<const Component* const> inks) {
    result_.candidates.push_back({unite(inks), normalize_components(map_, inks, full_)});
  }

  std::vector<DigitScore> score_candidates() {
    std::vector<const Image*> pictures;
    for (const Candidate& candidate : result_.candidates) pictures.push_back(&candidate.seen);
    return scorer_.score(pictures);
  }

  [[nodiscard]] float in_heights(float px) const { return px / line_.height; }

  [[nodiscard]] bool is_settled(const Piece& piece, const DigitScore& score) const {
    return !thorough_ && score.highest() >= kSettled && in_heights(piece.right - piece.left) <= kSettledWidth &&
           in_heights(static_cast<float>(piece.ink.box.height)) >= kTall;
  }

  /// Makes one of pieces that stand one above the other, as the loops of an 8 or the bar of a 5.
  void join_stacked(std::vector<Piece>& wholes) const {
    for (std::size_t i = 1; i < wholes.size();) {
      Piece& a = wholes[i - 1];
      const Piece& b = wholes[i];
      const float shared = std::min(a.right, b.right) - std::max(a.left, b.left);
      const float narrower = std::min(a.right - a.left, b.right - b.left);
      const Box box = unite(a.ink.box, b.ink.box);
      if (shared < kStacked * narrower || in_heights(static_cast<float>(box.height)) > kTallestDigit) {
        ++i;
        continue;
      }
      a.ink.pixels.insert(a.ink.pixels.end(), b.ink.pixels.begin(), b.ink.pixels.end());
      a.ink.box = box;
      a.ink.mass += b.ink.mass;
      a.ink.peak = std::max(a.ink.peak, b.ink.peak);
      a.left = std::min(a.left, b.left);
      a.right = std::max(a.right, b.right);
      wholes.erase(wholes.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void make_pieces() {
    std::vector<Piece> wholes;
    for (const Component* component : line_.components) {
      wholes.push_back(whole_piece(*component, map_.contrast, slant_));
    }
    std::ranges::stable_sort(wholes, {}, [](const Piece& piece) { return piece.left + piece.right; });
    join_stacked(wholes);
    for (const Piece& piece : wholes) {
      const Component* ink = &piece.ink;
      add_candidate(std::span(&ink, 1));
    }
    const std::vector<DigitScore> scores = score_candidates();
    result_.candidates.clear();
    for (std::size_t i = 0; i < wholes.size(); ++i) {
      const bool settled = is_settled(wholes[i], scores[i]);
      const bool small =
          in_heights(static_cast<float>(std::max(wholes[i].ink.box.height, wholes[i].ink.box.width))) < 0.4f;
      if (settled || small) {
        pieces_.push_back(std::move(wholes[i]));
      } else {
        auto parts = cut_into_pieces(wholes[i].ink, map_, slant_, line_.height);
        std::ranges::move(parts, std::back_inserter(pieces_));
      }
      settled_.resize(pieces_.size(), settled);
    }
  }

  /// Whether pieces `first` to `last` are all that one component was cut into.
  [[nodiscard]] bool is_whole_component(int first, int last) const {
    const auto is_cut = [&](int i) {
      return i < static_cast<int>(pieces_.size()) && pieces_[static_cast<std::size_t>(i)].cut;
    };
    for (int i = first + 1; i < last; ++i) {
      if (!is_cut(i)) return false;
    }
    return !is_cut(first) && !is_cut(last);
  }

  /// The form of pieces `first` to `last` as one digit.
  [[nodiscard]] SegmentForm form_of(const Run& run) const {
    const Piece& start = pieces_[static_cast<std::size_t>(run.first)];
    SegmentForm form;
    form.cut = start.cut ? 1 : 0;
    form.crossed = start.crossed;
    if (run.first > 0 && !start.cut) {
      const Piece& before = pieces_[static_cast<std::size_t>(run.first) - 1];
      form.overlap = std::max(0.0f, in_heights(before.right - start.left));
    }
    float left = start.left;
    float right = start.right;
    for (int i = run.first + 1; i < run.last; ++i) {
      const Piece& piece = pieces_[static_cast<std::size_t>(i)];
      if (!piece.cut) form.gap += std::max(0.0f, in_heights(piece.left - right));
      left = std::min(left, piece.left);
      right = std::max(right, piece.right);
    }
    form.wide = std::max(0.0f, in_heights(right - left) - kUsualWidth);
    form.wide_squared = form.wide * form.wide;
    form.low = std::max(0.0f, kUsualHeight - in_heights(static_cast<float>(result_.candidates.back().box.height)));
    return form;
  }

  void make_segments() {
    std::vector<Run> runs;
    std::vector<SegmentForm> forms;
    const int count = static_cast<int>(pieces_.size());
    for (int first = 0; first < count; ++first) {
      std::vector<const Component*> inks;
      int settled = 0;
      float left = pieces_[static_cast<std::size_t>(first)].left;
      float right = left;
      for (int last = first + 1; last <= count; ++last) {
        const Piece& piece = pieces_[static_cast<std::size_t>(last - 1)];
        inks.push_back(&piece.ink);
        settled += settled_[static_cast<std::size_t>(last - 1)] ? 1 : 0;
        if (settled > 1) break;
        left = std::min(left, piece.left);
        right = std::max(right, piece.right);
        const bool short_run =
            last - first <= kMostPieces && (last - first == 1 || in_heights(right - left) <= kWidestDigit);
        if (short_run || is_whole_component(first, last)) {
          add_candidate(inks);
          runs.push_back({first, last});
          forms.push_back(form_of(runs.back()));
        } else if (!piece.cut) {
          break;
        }
      }
    }
    const std::vector<DigitScore> scores = score_candidates();
    for (std::size_t i = 0; i < runs.size(); ++i) {
      result_.lattice.segments.push_back({runs[i].first, runs[i].last, scores[i], forms[i]});
    }
  }

  const InkMap& map_;
  const TextLine& line_;
  DigitScorer& scorer_;
  float full_;
  bool thorough_ = false;
  float slant_ = 0;
  std::vector<Piece> pieces_;
  std::vector<bool> settled_;
  LineLattice result_;
};

}  // namespace

LineLattice make_line_lattice(const InkMap& map, const TextLine& line, DigitScorer& scorer, bool thorough) {
  return LineDivision(map, line, scorer).divide(thorough);
}

}  // namespace digitnet
