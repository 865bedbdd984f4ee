#include "reading/line_reader.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "image/components.hpp"
#include "reading/line_lattice.hpp"
#include "reading/second_reading.hpp"

namespace digitnet {
namespace {

/// A line that the first reading is so sure of is not read again.
constexpr float kSureLine = 0.995f;
/// Nor is what is so narrow, in heights of a digit: one digit, or one mark that is none, which the first reading tells.
constexpr float kWiderThanOne = 1.1f;

ReadDigit make_digit(const DigitScore& score, const Candidate& candidate, int label) {
  ReadDigit digit;
  digit.label = label;
  digit.probability = score.digits[static_cast<std::size_t>(label)];
  digit.probabilities.assign(score.digits.begin(), score.digits.end());
  digit.box = candidate.box;
  digit.seen = candidate.seen;
  return digit;
}

std::vector<Path> find_paths(const LineLattice& divided, const ReadingOptions& options) {
  return find_paths(divided.lattice, options.pattern ? &*options.pattern : nullptr,
                    std::max(kWaysWeighed, 1 + options.alternatives));
}

/// The best texts of a line, as many as were asked for; `share` is that of the confidence that all of them keep.
template <typename Text>
std::vector<Alternative> alternatives(const std::vector<Text>& texts, const ReadingOptions& options, float share) {
  const std::size_t wanted = options.alternatives > 0 ? 1 + static_cast<std::size_t>(options.alternatives) : 0;
  std::vector<Alternative> result;
  for (std::size_t i = 0; i < std::min(wanted, texts.size()); ++i) {
    result.push_back({texts[i].text, share * static_cast<float>(texts[i].probability)});
  }
  return result;
}

std::vector<ReadDigit> path_digits(const LineLattice& divided, const Path& path) {
  std::vector<ReadDigit> digits;
  for (std::size_t i = 0; i < path.text.size(); ++i) {
    const auto segment = static_cast<std::size_t>(path.segments[i]);
    digits.push_back(
        make_digit(divided.lattice.segments[segment].score, divided.candidates[segment], path.text[i] - '0'));
  }
  return digits;
}

/// The box around digits, of which there must be one or more.
Box box_around(const std::vector<ReadDigit>& digits) {
  Box box = digits.front().box;
  for (const ReadDigit& digit : digits) box = unite(box, digit.box);
  return box;
}

/// The line as the best of `paths` reads it; they must not be empty.
ReadLine make_line(const LineLattice& divided, const std::vector<Path>& paths, const ReadingOptions& options) {
  ReadLine line;
  line.digits = path_digits(divided, paths.front());
  line.box = box_around(line.digits);
  line.confidence = paths.front().probability;
  line.alternatives = alternatives(paths, options, 1);
  return line;
}

/// Whether the line may be of several digits that the first reading could not tell apart.
bool is_doubtful(const TextLine& line, const Lattice& lattice, const std::vector<Path>& paths) {
  const bool sure = !paths.empty() && paths.front().probability >= kSureLine;
  return !sure && lattice.segments.size() > 1 && static_cast<float>(line.box.width) > kWiderThanOne * line.height;
}

/// How probable it is that all digits are digits.
float probability_of_digits(const std::vector<ReadDigit>& digits) {
  float product = 1;
  for (const ReadDigit& digit : digits) {
    product *= std::accumulate(digit.probabilities.begin(), digit.probabilities.end(), 0.0f);
  }
  return product;
}

/// The line as both readings have it together; nothing when they find no text.
std::optional<ReadLine> read_again(const LineLattice& divided, const std::vector<Path>& paths,
                                   const SecondReading& second, const ReadingOptions& options) {
  const auto texts = second.texts(divided.lattice, paths, options.pattern ? &*options.pattern : nullptr);
  if (texts.empty()) return std::nullopt;
  const std::string& text = texts.front().text;
  const bool as_first = !paths.empty() && paths.front().text == text;
  ReadLine line;
  line.digits = as_first ? path_digits(divided, paths.front()) : second.digits(text);
  if (line.digits.empty()) return std::nullopt;
  line.box = box_around(line.digits);
  const float digits = probability_of_digits(line.digits);
  line.confidence = digits * static_cast<float>(texts.front().probability);
  line.alternatives = alternatives(texts, options, digits);
  return line;
}

}  // namespace

std::optional<ReadLine> read_line(const InkMap& map, const TextLine& line, Scorers& scorers,
                                  const ReadingOptions& options) {
  for (const bool thorough : {false, true}) {
    LineLattice divided = make_line_lattice(map, line, scorers.digits, thorough);
    for (Candidate& candidate : divided.candidates) candidate.box = scale(candidate.box, map.factor);
    const auto paths = find_paths(divided, options);
    if (scorers.windows && is_doubtful(line, divided.lattice, paths)) {
      const SecondReading second(map, line, *scorers.windows);
      if (auto read = read_again(divided, paths, second, options)) return read;
    }
    if (!paths.empty()) return make_line(divided, paths, options);
    if (!options.pattern) break;
  }
  return std::nullopt;
}

std::optional<ReadLine> read_digit(const Image& picture, DigitScorer& scorer, const ReadingOptions& options) {
  const Image* pictures = &picture;
  LineLattice divided;
  constexpr float kAll = 100;  // ink that is never left out
  divided.lattice = {{{0, 1, scorer.score(std::span(&pictures, 1)).front(), {}}}, {kAll}};
  divided.candidates = {{{0, 0, picture.width, picture.height}, picture}};
  const auto paths = find_paths(divided, options);
  return paths.empty() ? std::nullopt : std::optional(make_line(divided, paths, options));
}

}  // namespace digitnet
