// From a line's components to its digits:
// 1. Ink no wider than a digit that the network is sure of is one digit, and all is done.
// 2. Each component alone is scored. Where the network is sure of a digit, it stays whole; else it is cut wherever two
//    digits may touch (pieces.hpp).
// 3. Every run of pieces that may be one digit is scored, and the best way through them is searched (lattice.hpp).
#include "reading/line_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/normalize.hpp"
#include "reading/lattice.hpp"
#include "reading/line_costs.hpp"
#include "reading/pieces.hpp"

namespace digitnet {
namespace {

/// The network is sure of a digit from here on.
constexpr float kSure = 0.9f;
constexpr float kSettled = 0.95f;
/// Parts of a digit's height.
constexpr float kSettledWidth = 0.85f;
constexpr float kTall = 0.6f;
constexpr float kWidestDigit = 1.7f;
/// How many pieces one digit is made of at most.
constexpr int kMostPieces = 7;
constexpr std::size_t kMostPiecesInLine = 400;

Box scale(const Box& box, int factor) {
  return {box.x * factor, box.y * factor, box.width * factor, box.height * factor};
}

/// Pieces in a line, with what has been made of them.
struct Candidate {
  int first;
  int last;
  Box box;
  Image seen;
};

class LineReading {
 public:
  LineReading(const InkMap& map, const TextLine& line, DigitScorer& scorer, const ReadingOptions& options)
      : map_(map),
        line_(line),
        scorer_(scorer),
        options_(options),
        full_(full_strength(map, line.components)) {}

  std::optional<ReadLine> read() {
    if (full_ <= map_.ground) return std::nullopt;
    if (may_be_one_digit()) {
      take_whole();
      if (lattice_.segments.front().score.highest() >= kSure) {
        if (auto line = best_line()) return line;
      }
    }
    lattice_ = {};
    candidates_.clear();
    slant_ = find_slant(map_.contrast, line_.components);
    make_pieces();
    if (pieces_.size() > kMostPiecesInLine) return std::nullopt;
    make_segments();
    for (std::size_t i = 0; i < pieces_.size(); ++i) lattice_.skip_costs.push_back(skip_cost(pieces_[i]));
    return best_line();
  }

 private:
  [[nodiscard]] bool may_be_one_digit() const {
    const auto tall = std::ranges::count_if(
        line_.components, [&](const Component* c) { return static_cast<float>(c->box.height) >= kTall * line_.height; });
    return tall <= 1 && static_cast<float>(line_.box.width) <= kSettledWidth * static_cast<float>(line_.box.height);
  }

  /// The whole line as one piece, scored.
  void take_whole() {
    add_candidate(0, 1, line_.components);
    lattice_.segments.push_back({0, 1, score_candidates().front(), 0});
    lattice_.skip_costs.push_back(skip_cost_of_size(1));
  }

  void add_candidate(int first, int last, std::span<const Component* const> inks) {
    candidates_.push_back({first, last, unite(inks), normalize_ink(cut_out(map_, inks, full_))});
  }

  std::vector<DigitScore> score_candidates() {
    std::vector<const Image*> pictures;
    for (const Candidate& candidate : candidates_) pictures.push_back(&candidate.seen);
    return scorer_.score(pictures);
  }

  [[nodiscard]] float in_heights(float px) const { return px / line_.height; }

  [[nodiscard]] bool is_settled(const Piece& piece, const DigitScore& score) const {
    return score.highest() >= kSettled && in_heights(piece.right - piece.left) <= kSettledWidth &&
           in_heights(static_cast<float>(piece.ink.box.height)) >= kTall;
  }

  void make_pieces() {
    std::vector<Piece> wholes;
    for (const Component* component : line_.components) {
      wholes.push_back(whole_piece(*component, map_.contrast, slant_));
    }
    std::ranges::stable_sort(wholes, {}, [](const Piece& piece) { return piece.left + piece.right; });
    for (const Piece& piece : wholes) {
      const Component* ink = &piece.ink;
      add_candidate(0, 0, std::span(&ink, 1));
    }
    const std::vector<DigitScore> scores = score_candidates();
    candidates_.clear();
    for (std::size_t i = 0; i < wholes.size(); ++i) {
      const bool settled = is_settled(wholes[i], scores[i]);
      const bool small = in_heights(static_cast<float>(std::max(wholes[i].ink.box.height, wholes[i].ink.box.width))) < 0.4f;
      if (settled || small) {
        pieces_.push_back(std::move(wholes[i]));
      } else {
        auto parts = cut_into_pieces(wholes[i].ink, map_, slant_, line_.height);
        std::ranges::move(parts, std::back_inserter(pieces_));
      }
      settled_.resize(pieces_.size(), settled);
    }
  }

  /// What it costs to part the pieces before `node` from those behind.
  [[nodiscard]] float parting_cost(int node) const {
    if (node == 0 || node == static_cast<int>(pieces_.size())) return 0;
    const Piece& piece = pieces_[static_cast<std::size_t>(node)];
    if (piece.cut) return weights.cut + weights.crossed * piece.crossed;
    return weights.overlap * std::max(0.0f, -gap_before(node));
  }

  /// The free space before a piece, in digits' heights; below 0 where it reaches over the piece before.
  [[nodiscard]] float gap_before(int node) const {
    const auto at = static_cast<std::size_t>(node);
    return in_heights(pieces_[at].left - pieces_[at - 1].right);
  }

  /// What it costs that pieces `first` to `last` are one digit.
  [[nodiscard]] float form_cost(int first, int last, const Box& box) const {
    float cost = weights.again + parting_cost(first);
    float left = pieces_[static_cast<std::size_t>(first)].left;
    float right = pieces_[static_cast<std::size_t>(first)].right;
    for (int i = first + 1; i < last; ++i) {
      const Piece& piece = pieces_[static_cast<std::size_t>(i)];
      if (!piece.cut) cost += weights.joined_gap * std::max(0.0f, in_heights(piece.left - right));
      left = std::min(left, piece.left);
      right = std::max(right, piece.right);
    }
    cost += weights.wide * std::max(0.0f, in_heights(right - left) - 1);
    cost += weights.low * std::max(0.0f, 0.7f - in_heights(static_cast<float>(box.height)));
    return cost;
  }

  void make_segments() {
    const int count = static_cast<int>(pieces_.size());
    std::vector<const Component*> inks;
    for (int first = 0; first < count; ++first) {
      inks.clear();
      int settled = 0;
      float left = pieces_[static_cast<std::size_t>(first)].left;
      float right = left;
      for (int last = first + 1; last <= std::min(count, first + kMostPieces); ++last) {
        const Piece& piece = pieces_[static_cast<std::size_t>(last - 1)];
        inks.push_back(&piece.ink);
        settled += settled_[static_cast<std::size_t>(last - 1)] ? 1 : 0;
        left = std::min(left, piece.left);
        right = std::max(right, piece.right);
        const bool part_of_component = last - first > 1 || piece.cut;
        if (settled > 1 || (part_of_component && in_heights(right - left) > kWidestDigit)) break;
        add_candidate(first, last, inks);
      }
    }
    const std::vector<DigitScore> scores = score_candidates();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& c = candidates_[i];
      lattice_.segments.push_back({c.first, c.last, scores[i], form_cost(c.first, c.last, c.box)});
    }
  }

  [[nodiscard]] static float skip_cost_of_size(float heights) { return weights.skipped + weights.skipped_size * heights; }
  [[nodiscard]] float skip_cost(const Piece& piece) const {
    return skip_cost_of_size(in_heights(static_cast<float>(std::max(piece.ink.box.height, piece.ink.box.width))));
  }

  [[nodiscard]] std::optional<ReadLine> best_line() {
    const std::vector<Path> paths =
        find_paths(lattice_, options_.pattern ? &*options_.pattern : nullptr, 1 + options_.alternatives);
    if (paths.empty()) return std::nullopt;
    ReadLine line;
    for (std::size_t i = 0; i < paths.front().text.size(); ++i) {
      line.digits.push_back(make_digit(paths.front().segments[i], paths.front().text[i] - '0'));
      line.box = i == 0 ? line.digits.back().box : unite(line.box, line.digits.back().box);
    }
    line.confidence = paths.front().probability;
    if (options_.alternatives > 0) {
      for (const Path& path : paths) line.alternatives.push_back({path.text, path.probability});
    }
    return line;
  }

  [[nodiscard]] ReadDigit make_digit(int segment, int label) const {
    const DigitScore& score = lattice_.segments[static_cast<std::size_t>(segment)].score;
    const Candidate& candidate = candidates_[static_cast<std::size_t>(segment)];
    ReadDigit digit;
    digit.label = label;
    digit.probability = score.digits[static_cast<std::size_t>(label)];
    digit.probabilities.assign(score.digits.begin(), score.digits.end());
    digit.box = scale(candidate.box, map_.factor);
    digit.seen = candidate.seen;
    return digit;
  }

  const InkMap& map_;
  const TextLine& line_;
  DigitScorer& scorer_;
  const ReadingOptions& options_;
  float full_;
  float slant_ = 0;
  std::vector<Piece> pieces_;
  std::vector<bool> settled_;
  std::vector<Candidate> candidates_;
  Lattice lattice_;
};

}  // namespace

std::optional<ReadLine> read_line(const InkMap& map, const TextLine& line, DigitScorer& scorer,
                                  const ReadingOptions& options) {
  return LineReading(map, line, scorer, options).read();
}

}  // namespace digitnet
