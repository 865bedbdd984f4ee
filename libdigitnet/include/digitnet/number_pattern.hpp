#pragma once

#include <span>
#include <string>
#include <vector>

namespace digitnet {

/// Which numbers may stand in a place: how many digits, which, and what is written between them.
///
/// In a pattern `#` is any digit, a digit is itself, `{n}` or `{m,n}` behind either repeats it, and any other character
/// is a separator that people may write or leave out: `#####`, `##.##.####`, `#{1,6}.##`. Separators are never read;
/// format() puts them back, one between two digits at most where what stands there is optional.
///
/// Inside, it is a deterministic automaton over digits, so that a search can follow it digit by digit.
class NumberPattern {
 public:
  static constexpr int kMostDigits = 64;

  /// Throws ArgumentError, naming the place, when `pattern` has no digit, more than 64, a wrong repetition, or
  /// repetitions that can be told apart in too many ways (more than 10,000 states).
  [[nodiscard]] static NumberPattern parse(const std::string& pattern);
  /// Exactly `digits` digits, 1 to 64. Throws ArgumentError for another number.
  [[nodiscard]] static NumberPattern of_length(int digits);
  /// One of `numbers`, each of 1 to 64 digits; together they may have some million digits. Throws ArgumentError when
  /// there is none, one holds anything else, or they are too many.
  [[nodiscard]] static NumberPattern one_of(std::span<const std::string> numbers);

  /// The state before the first digit.
  [[nodiscard]] int start() const { return 0; }
  /// The state after `digit` (0 to 9) in `state`, or -1 when that digit cannot stand there.
  [[nodiscard]] int next(int state, int digit) const noexcept {
    return next_[static_cast<std::size_t>(state) * 10 + static_cast<std::size_t>(digit)];
  }
  /// Whether a number may end in `state`.
  [[nodiscard]] bool accepts(int state) const noexcept { return accepts_[static_cast<std::size_t>(state)]; }
  /// Whether `digits` is such a number.
  [[nodiscard]] bool matches(const std::string& digits) const noexcept;
  /// `digits`, which must match, with the separators of the pattern: `1250` as `12.50`. Where digits can be divided in
  /// several ways, the first repetitions take as many as they can.
  [[nodiscard]] std::string format(const std::string& digits) const;

 private:
  int add_state(bool accepting);

  std::string pattern_;        // empty when there are no separators
  std::vector<int> next_;      // [state][digit]
  std::vector<bool> accepts_;  // [state]
};

}  // namespace digitnet
