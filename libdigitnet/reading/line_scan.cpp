// A hidden Markov model over the columns of a line: each shows the middle of a digit or none, one digit may show in
// several columns running, and between two of a kind there is a column of none (the topology of Graves et al. 2006,
// whose sums and prefix search these are). The network's outputs in neighbouring columns say much the same, and it was
// taught with far more middles than a line has: kPower and kNone make up for both.
#include "reading/line_scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "image/normalize.hpp"

namespace digitnet {
namespace {

/// Fitted on lines composed of MNIST's training images that no network had learnt from.
constexpr double kPower = 0.5;
constexpr double kNone = 8;
constexpr double kLeastProbability = 1e-6;
/// Below this a label is not followed in a search.
constexpr double kLeastFollowed = 1e-5;
constexpr std::size_t kBeam = 20;
constexpr int kLabels = 10;

ColumnProbabilities probabilities(const DigitScore& score) {
  ColumnProbabilities result{};
  for (std::size_t label = 0; label < kLabels; ++label) {
    result[label] = std::pow(score.digits[label] + kLeastProbability, kPower);
  }
  result[kLabels] = kNone * std::pow(score.none + kLeastProbability, kPower);
  double sum = 0;
  for (const double value : result) sum += value;
  for (double& value : result) value /= sum;
  return result;
}

std::size_t label_of(char digit) {
  return static_cast<std::size_t>(digit - '0');
}

/// A text so far: how probable it is with its last digit in the last column, and with none there.
struct Prefix {
  double in_digit = 0;
  double in_none = 0;
  int state = 0;  ///< of the pattern

  [[nodiscard]] double sum() const { return in_digit + in_none; }
};

using Beam = std::map<std::string, Prefix>;

/// Adds what becomes of the prefix `text` in the next column.
void extend(Beam& next, const std::pair<const std::string, Prefix>& from, const ColumnProbabilities& column,
            const NumberPattern* pattern) {
  const auto& [text, prefix] = from;
  Prefix& same = next[text];
  same.state = prefix.state;
  same.in_none += prefix.sum() * column[kLabels];
  if (!text.empty()) same.in_digit += prefix.in_digit * column[label_of(text.back())];
  for (int label = 0; label < kLabels; ++label) {
    const double probability = column[static_cast<std::size_t>(label)];
    const int state = pattern ? pattern->next(prefix.state, label) : 0;
    if (probability < kLeastFollowed || state < 0) continue;
    const char digit = static_cast<char>('0' + label);
    const bool again = !text.empty() && text.back() == digit;
    Prefix& longer = next[text + digit];
    longer.state = state;
    longer.in_digit += (again ? prefix.in_none : prefix.sum()) * probability;
  }
}

Beam prune(const Beam& beam) {
  std::vector<Beam::const_iterator> best;
  for (auto it = beam.begin(); it != beam.end(); ++it) best.push_back(it);
  std::ranges::stable_sort(best, std::ranges::greater{}, [](const auto& it) { return it->second.sum(); });
  best.resize(std::min(best.size(), kBeam));
  Beam kept;
  for (const auto& it : best) kept.insert(*it);
  return kept;
}

}  // namespace

LineScan::LineScan(std::vector<DigitScore> network_scores) : scores(std::move(network_scores)) {
  columns.reserve(scores.size());
  for (const DigitScore& score : scores) columns.push_back(probabilities(score));
}

LineScan scan_line(const LineStrip& strip, DigitScorer& windows) {
  DigitScore nothing;
  nothing.none = 1;
  std::vector<DigitScore> scores(static_cast<std::size_t>(strip.width()), nothing);
  std::vector<Image> seen;
  std::vector<std::size_t> columns;
  for (int x = 0; x < strip.width(); ++x) {
    auto window = strip.window(x);
    if (!window) continue;
    seen.push_back(std::move(*window));
    columns.push_back(static_cast<std::size_t>(x));
  }
  std::vector<const Image*> pictures;
  for (const Image& window : seen) pictures.push_back(&window);
  const std::vector<DigitScore> seen_scores = windows.score(pictures);
  for (std::size_t i = 0; i < columns.size(); ++i) scores[columns[i]] = seen_scores[i];
  return LineScan(std::move(scores));
}

std::vector<ScannedText> find_texts(const LineScan& scan, const NumberPattern* pattern, int count) {
  Beam beam{{"", {0, 1, pattern ? pattern->start() : 0}}};
  double scale = 0;  // a logarithm: no number holds the product of a long line's probabilities
  for (const ColumnProbabilities& column : scan.columns) {
    Beam next;
    for (const auto& prefix : beam) extend(next, prefix, column, pattern);
    beam = prune(next);
    double sum = 0;
    for (const auto& [text, prefix] : beam) sum += prefix.sum();
    for (auto& [text, prefix] : beam) {
      prefix.in_digit /= sum;
      prefix.in_none /= sum;
    }
    scale += std::log(sum);
  }
  std::vector<ScannedText> texts;
  for (const auto& [text, prefix] : beam) {
    if (pattern && !text.empty() && !pattern->accepts(prefix.state)) continue;
    texts.push_back({text, prefix.sum() * std::exp(scale)});
  }
  std::ranges::stable_sort(texts, std::ranges::greater{}, &ScannedText::probability);
  texts.resize(std::min(texts.size(), static_cast<std::size_t>(count)));
  return texts;
}

double text_probability(const LineScan& scan, const std::string& text) {
  // sums[2 k]: k digits are written and the column shows none; sums[2 k - 1]: it shows the last of them.
  std::vector<double> sums(2 * text.size() + 1);
  sums[0] = 1;
  double scale = 0;
  for (const ColumnProbabilities& column : scan.columns) {
    for (std::size_t i = sums.size(); i-- > 0;) {
      double from = sums[i] + (i > 0 ? sums[i - 1] : 0);
      if (i % 2 == 1 && i > 1 && text[i / 2] != text[i / 2 - 1]) from += sums[i - 2];
      sums[i] = from * column[i % 2 == 1 ? label_of(text[i / 2]) : kLabels];
    }
    double all = 0;
    for (const double sum : sums) all += sum;
    if (!(all > 0)) return 0;
    for (double& sum : sums) sum /= all;
    scale += std::log(all);
  }
  return (sums.back() + (text.empty() ? 0 : sums[sums.size() - 2])) * std::exp(scale);
}

std::vector<int> align(const LineScan& scan, const std::string& text) {
  constexpr double kNever = -std::numeric_limits<double>::infinity();
  const std::size_t states = 2 * text.size() + 1;
  const std::vector<ColumnProbabilities>& columns = scan.columns;
  std::vector<double> best(states, kNever);
  best[0] = 0;
  std::vector<std::size_t> before(states * columns.size());
  for (std::size_t x = 0; x < columns.size(); ++x) {
    for (std::size_t i = states; i-- > 0;) {
      std::size_t from = i;
      if (i > 0 && best[i - 1] > best[from]) from = i - 1;
      const bool may_skip = i % 2 == 1 && i > 1 && text[i / 2] != text[i / 2 - 1];
      if (may_skip && best[i - 2] > best[from]) from = i - 2;
      before[x * states + i] = from;
      best[i] = best[from] + std::log(columns[x][i % 2 == 1 ? label_of(text[i / 2]) : kLabels]);
    }
  }
  std::size_t state = states - 1;
  if (states > 1 && best[states - 2] > best[state]) state = states - 2;
  if (text.empty() || columns.empty() || best[state] == kNever) return {};
  std::vector<int> places(text.size(), -1);
  for (std::size_t x = columns.size(); x-- > 0;) {
    if (state % 2 == 1) {
      int& place = places[state / 2];
      const std::size_t label = label_of(text[state / 2]);
      if (place < 0 || columns[x][label] > columns[static_cast<std::size_t>(place)][label]) place = static_cast<int>(x);
    }
    state = before[x * states + state];
  }
  return places;
}

}  // namespace digitnet
