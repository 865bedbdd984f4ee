#include "reading/line_reader.hpp"

#include "image/components.hpp"
#include "reading/line_lattice.hpp"

namespace digitnet {
namespace {

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
  return find_paths(divided.lattice, options.pattern ? &*options.pattern : nullptr, 1 + options.alternatives);
}

/// The line as the best of `paths` reads it; they must not be empty.
ReadLine make_line(const LineLattice& divided, const std::vector<Path>& paths, const ReadingOptions& options) {
  const Path& best = paths.front();
  ReadLine line;
  for (std::size_t i = 0; i < best.text.size(); ++i) {
    const auto segment = static_cast<std::size_t>(best.segments[i]);
    line.digits.push_back(
        make_digit(divided.lattice.segments[segment].score, divided.candidates[segment], best.text[i] - '0'));
    line.box = i == 0 ? line.digits.back().box : unite(line.box, line.digits.back().box);
  }
  line.confidence = best.probability;
  if (options.alternatives > 0) {
    for (const Path& path : paths) line.alternatives.push_back({path.text, path.probability});
  }
  return line;
}

}  // namespace

std::optional<ReadLine> read_line(const InkMap& map, const TextLine& line, DigitScorer& scorer,
                                  const ReadingOptions& options) {
  for (const bool thorough : {false, true}) {
    LineLattice divided = make_line_lattice(map, line, scorer, thorough);
    for (Candidate& candidate : divided.candidates) candidate.box = scale(candidate.box, map.factor);
    if (const auto paths = find_paths(divided, options); !paths.empty()) return make_line(divided, paths, options);
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
