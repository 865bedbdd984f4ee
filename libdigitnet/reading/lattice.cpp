// Reading a line is finding a path through a lattice: its nodes stand between pieces, an edge is a run of pieces taken
// as one digit, or a piece left out. A path's weight is the product of its edges', an edge's
//
//   exp(-cost) * (highest probability)^kClear * probability of the label
//
// The best paths come from dynamic programming with a beam, whose states are those of the pattern. How probable a text
// is comes from sums over all paths: those that spell the text, over all that there are; an edge that may be no digit
// counts among the latter with that probability too.
#include "reading/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace digitnet {
namespace {

/// How much more a division counts whose segments the network is sure of; fitted with the weights of form_cost.cpp.
constexpr float kClear = 1.92f;
constexpr std::size_t kBeam = 48;
constexpr float kLeastProbability = 1e-6f;
constexpr int kSkipped = -1;

/// The weight of a segment without its label's probability, as a logarithm.
float log_weight(const Segment& segment) {
  return kClear * std::log(std::max(segment.score.highest(), kLeastProbability)) - form_cost(segment.form);
}

bool is_there(const std::vector<Path>& paths, const std::string& text) {
  return std::ranges::any_of(paths, [&](const Path& path) { return path.text == text; });
}

struct Hypothesis {
  float score = 0;
  int state = 0;
  int segment = kSkipped;
  int label = 0;
  int node = -1;  // where it came from, and which of the hypotheses there
  int before = -1;
};

class Search {
 public:
  Search(const Lattice& lattice, const NumberPattern* pattern)
      : lattice_(lattice), pattern_(pattern), nodes_(lattice.piece_sizes.size() + 1), starts_(nodes_.size()) {
    for (std::size_t i = 0; i < lattice.segments.size(); ++i) {
      starts_[static_cast<std::size_t>(lattice.segments[i].first)].push_back(static_cast<int>(i));
    }
  }

  std::vector<Path> run(int count) {
    nodes_[0].push_back({0, pattern_ ? pattern_->start() : 0, kSkipped, 0, -1, -1});
    for (std::size_t node = 0; node + 1 < nodes_.size(); ++node) {
      prune(nodes_[node]);
      for (std::size_t i = 0; i < nodes_[node].size(); ++i) extend(static_cast<int>(node), static_cast<int>(i));
    }
    prune(nodes_.back());
    std::vector<Path> paths;
    for (const Hypothesis& last : nodes_.back()) {
      if (pattern_ && !pattern_->accepts(last.state)) continue;
      Path path = trace(last);
      if (path.text.empty() || is_there(paths, path.text)) continue;
      paths.push_back(std::move(path));
      if (static_cast<int>(paths.size()) == count) break;
    }
    return paths;
  }

 private:
  static void prune(std::vector<Hypothesis>& hypotheses) {
    std::ranges::stable_sort(hypotheses, std::ranges::greater{}, &Hypothesis::score);
    if (hypotheses.size() > kBeam) hypotheses.resize(kBeam);
  }

  void extend(int node, int index) {
    const Hypothesis from = nodes_[static_cast<std::size_t>(node)][static_cast<std::size_t>(index)];
    const auto at = static_cast<std::size_t>(node);
    nodes_[at + 1].push_back({from.score - skip_cost(lattice_.piece_sizes[at]), from.state, kSkipped, 0, node, index});
    for (const int s : starts_[at]) {
      const Segment& segment = lattice_.segments[static_cast<std::size_t>(s)];
      const float weight = log_weight(segment);
      for (int label = 0; label < 10; ++label) {
        const int state = pattern_ ? pattern_->next(from.state, label) : 0;
        const float probability = segment.score.digits[static_cast<std::size_t>(label)];
        if (state < 0 || (!pattern_ && probability < 0.001f)) continue;
        const float score = from.score + weight + std::log(std::max(probability, kLeastProbability));
        nodes_[static_cast<std::size_t>(segment.last)].push_back({score, state, s, label, node, index});
      }
    }
  }

  Path trace(const Hypothesis& last) const {
    Path path;
    for (const Hypothesis* at = &last; at->node >= 0;
         at = &nodes_[static_cast<std::size_t>(at->node)][static_cast<std::size_t>(at->before)]) {
      if (at->segment == kSkipped) continue;
      path.segments.push_back(at->segment);
      path.text += static_cast<char>('0' + at->label);
    }
    std::ranges::reverse(path.segments);
    std::ranges::reverse(path.text);
    return path;
  }

  const Lattice& lattice_;
  const NumberPattern* pattern_;
  std::vector<std::vector<Hypothesis>> nodes_;
  std::vector<std::vector<int>> starts_;  // the segments from each node on
};

/// Sums of weights over all paths.
class Sums {
 public:
  explicit Sums(const Lattice& lattice) : lattice_(lattice) {
    for (const Segment& segment : lattice.segments) weights_.push_back(std::exp(double{log_weight(segment)}));
    for (const float size : lattice.piece_sizes) skips_.push_back(std::exp(-double{skip_cost(size)}));
  }

  /// Of all paths; with `digits_only`, less what may be no digit.
  [[nodiscard]] double of_all(bool digits_only) const {
    std::vector<double> sums(skips_.size() + 1);
    sums[0] = 1;
    std::size_t next = 0;
    for (std::size_t node = 0; node < skips_.size(); ++node) {
      sums[node + 1] += sums[node] * skips_[node];
      for (; next < weights_.size() && lattice_.segments[next].first == static_cast<int>(node); ++next) {
        const Segment& segment = lattice_.segments[next];
        const double share = digits_only ? 1 - segment.score.none : 1;
        sums[static_cast<std::size_t>(segment.last)] += sums[node] * weights_[next] * share;
      }
    }
    return sums.back();
  }

  /// Of the paths that spell `text`.
  [[nodiscard]] double of(const std::string& text) const {
    const std::size_t letters = text.size() + 1;
    std::vector<double> sums((skips_.size() + 1) * letters);  // [node][digits so far]
    sums[0] = 1;
    std::size_t next = 0;
    for (std::size_t node = 0; node < skips_.size(); ++node) {
      for (std::size_t k = 0; k < letters; ++k)
        sums[(node + 1) * letters + k] += sums[node * letters + k] * skips_[node];
      for (; next < weights_.size() && lattice_.segments[next].first == static_cast<int>(node); ++next) {
        const Segment& segment = lattice_.segments[next];
        for (std::size_t k = 0; k < text.size(); ++k) {
          const double probability = segment.score.digits[static_cast<std::size_t>(text[k] - '0')];
          sums[static_cast<std::size_t>(segment.last) * letters + k + 1] +=
              sums[node * letters + k] * weights_[next] * probability;
        }
      }
    }
    return sums.back();
  }

 private:
  const Lattice& lattice_;
  std::vector<double> weights_;
  std::vector<double> skips_;
};

}  // namespace

std::vector<Path> find_paths(const Lattice& lattice, const NumberPattern* pattern, int count) {
  // More than wanted: what is left out still counts against the rest, and sums may change the order.
  constexpr int kLeastFound = 12;
  std::vector<Path> paths = Search(lattice, pattern).run(std::max(count, kLeastFound));
  const Sums sums(lattice);
  const double all = sums.of_all(false);
  if (!(all > 0)) {  // a long line of what is hardly a digit: no number holds so small a weight, and no text is likely
    paths.resize(std::min(paths.size(), static_cast<std::size_t>(count)));
    return paths;
  }
  double total = pattern ? 1 - sums.of_all(true) / all : 1;
  for (Path& path : paths) {
    const double sum = sums.of(path.text) / all;
    path.probability = static_cast<float>(sum);
    if (pattern) total += sum;
  }
  for (Path& path : paths) path.probability = total > 0 ? static_cast<float>(path.probability / total) : 0;
  std::ranges::stable_sort(paths, std::ranges::greater{}, &Path::probability);
  if (paths.size() > static_cast<std::size_t>(count)) paths.resize(static_cast<std::size_t>(count));
  return paths;
}

double text_probability(const Lattice& lattice, const std::string& text) {
  const Sums sums(lattice);
  const double all = sums.of_all(false);
  return all > 0 ? sums.of(text) / all : 0;
}

}  // namespace digitnet
