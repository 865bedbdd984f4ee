// A pattern is a chain of places, each for one digit, of which those that a repetition makes optional may be passed
// over. Which places a number may have reached is a set of bits, so the automaton's states are such sets (the subset
// construction of Rabin and Scott 1959). A list of numbers is a trie.
#include "digitnet/number_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <cassert>
#include <cctype>
#include <unordered_map>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

constexpr int kMostDigits = NumberPattern::kMostDigits;
constexpr int kLargestCount = 1000;  // read from a pattern, before it is compared with anything
constexpr std::size_t kMostStates = 10'000;
constexpr std::size_t kMostListStates = 4'000'000;
constexpr char kAnyDigit = '#';

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `least` to `most` digits of one kind, with what is written before them.
struct Group {
  std::string separator;
  char digit = kAnyDigit;
  int least = 1;
  int most = 1;
};

struct ParsedPattern {
  std::vector<Group> groups;
  std::string ending;  // separators behind the last digit

  [[nodiscard]] int least() const { return sum(&Group::least); }
  [[nodiscard]] int most() const { return sum(&Group::most); }

 private:
  [[nodiscard]] int sum(int Group::*count) const {
    int result = 0;
    for (const Group& group : groups) result += group.*count;
    return result;
  }
};

class PatternParser {
 public:
  explicit PatternParser(const std::string& pattern) : pattern_(pattern) {}

  ParsedPattern parse() {
    ParsedPattern parsed;
    while (at_ < pattern_.size()) {
      const char c = pattern_[at_];
      if (c == '{' || c == '}') fail("a digit or # before a repetition");
      // Separators are shown to people: nothing in them may steer a terminal.
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') fail("no control character");
      ++at_;
      if (c != kAnyDigit && !is_digit(c)) {
        parsed.ending += c;
        continue;
      }
      parsed.groups.push_back({std::move(parsed.ending), c, 1, 1});
      parsed.ending.clear();
      if (at_ < pattern_.size() && pattern_[at_] == '{') parse_repetition(parsed.groups.back());
      if (parsed.most() > kMostDigits) fail(fmt::format("at most {} digits", kMostDigits));
    }
    if (parsed.least() == 0) fail("at least one digit in every number");
    return parsed;
  }

 private:
  void parse_repetition(Group& group) {
    ++at_;
    group.most = group.least = parse_count();
    if (next_is(',')) group.most = parse_count();
    if (!next_is('}')) fail("{n} or {m,n}");
    if (group.most < 1 || group.most < group.least) fail("a repetition {n} or {m,n} with n from 1 and m up to n");
  }

  int parse_count() {
    if (at_ >= pattern_.size() || !is_digit(pattern_[at_])) fail("a number of digits");
    int count = 0;
    for (; at_ < pattern_.size() && is_digit(pattern_[at_]); ++at_) {
      count = std::min(kLargestCount, count * 10 + (pattern_[at_] - '0'));
    }
    return count;
  }

  bool next_is(char c) {
    if (at_ >= pattern_.size() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }

  [[noreturn]] void fail(const std::string& expected) const {
    constexpr std::size_t kShown = 80;
    throw ArgumentError(fmt::format("pattern \"{}\"{}: expected {} at character {}", pattern_.substr(0, kShown),
                                    pattern_.size() > kShown ? "..." : "", expected, at_ + 1));
  }

  const std::string& pattern_;
  std::size_t at_ = 0;
};

/// The places that were reached; place i is before the i-th digit of the longest number.
using Places = std::bitset<kMostDigits + 1>;

/// One place of the chain.
struct Place {
  char digit;
  bool optional;
};

std::vector<Place> chain_of(const ParsedPattern& pattern) {
  std::vector<Place> chain;
  for (const Group& group : pattern.groups) {
    for (int i = 0; i < group.most; ++i) chain.push_back({group.digit, i >= group.least});
  }
  return chain;
}

/// Adds the places that are reached by passing over optional ones.
Places pass_over(Places places, const std::vector<Place>& chain) {
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (places[i] && chain[i].optional) places.set(i + 1);
  }
  return places;
}

Places step(const Places& places, const std::vector<Place>& chain, int digit) {
  Places reached;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (places[i] && (chain[i].digit == kAnyDigit || chain[i].digit == '0' + digit)) reached.set(i + 1);
  }
  return pass_over(reached, chain);
}

/// How many digits each group takes of `digits`, the first ones as many as they can.
class Division {
 public:
  Division(const ParsedPattern& pattern, const std::string& digits)
      : groups_(pattern.groups), digits_(digits), counts_(groups_.size()), failed_(groups_.size()) {}

  [[nodiscard]] std::vector<int> find() {
    [[maybe_unused]] const bool found = divide(0, 0);
    assert(found);
    return counts_;
  }

 private:
  bool divide(std::size_t group, std::size_t from) {
    if (group == groups_.size()) return from == digits_.size();
    if (failed_[group][from]) return false;
    for (int count = most(group, from); count >= groups_[group].least; --count) {
      counts_[group] = count;
      if (divide(group + 1, from + static_cast<std::size_t>(count))) return true;
    }
    failed_[group].set(from);
    return false;
  }

  [[nodiscard]] int most(std::size_t group, std::size_t from) const {
    const char digit = groups_[group].digit;
    int count = 0;
    while (count < groups_[group].most && from < digits_.size() && (digit == kAnyDigit || digit == digits_[from])) {
      ++count;
      ++from;
    }
    return count;
  }

  const std::vector<Group>& groups_;
  const std::string& digits_;
  std::vector<int> counts_;
  std::vector<Places> failed_;  // [group]: from which digits on the rest was found not to fit
};

void check_number(const std::string& number) {
  if (!number.empty() && number.size() <= kMostDigits && std::ranges::all_of(number, is_digit)) return;
  throw ArgumentError(fmt::format("a list of numbers: expected 1 to {} digits, found \"{}\"{}", kMostDigits,
                                  number.substr(0, kMostDigits), number.size() > kMostDigits ? "..." : ""));
}

}  // namespace

int NumberPattern::add_state(bool accepting) {
  next_.insert(next_.end(), 10, -1);
  accepts_.push_back(accepting);
  return static_cast<int>(accepts_.size()) - 1;
}

NumberPattern NumberPattern::parse(const std::string& pattern) {
  const ParsedPattern parsed = PatternParser(pattern).parse();
  const std::vector<Place> chain = chain_of(parsed);
  NumberPattern result;
  std::vector<Places> places;
  std::unordered_map<Places, int> states;
  const auto state_of = [&](const Places& reached) {
    const auto [found, is_new] = states.try_emplace(reached, static_cast<int>(places.size()));
    if (is_new) {
      result.add_state(reached[chain.size()]);
      places.push_back(reached);
    }
    return found->second;
  };
  state_of(pass_over(Places(1), chain));
  for (std::size_t state = 0; state < places.size(); ++state) {
    if (places.size() > kMostStates) {
      throw ArgumentError(fmt::format("pattern \"{}\": its repetitions can be read in too many ways", pattern));
    }
    for (int digit = 0; digit < 10; ++digit) {
      const Places reached = step(places[state], chain, digit);
      if (reached.any()) result.next_[state * 10 + static_cast<std::size_t>(digit)] = state_of(reached);
    }
  }
  const bool separated = !parsed.ending.empty() || std::ranges::any_of(parsed.groups, [](const Group& group) {
    return !group.separator.empty();
  });
  if (separated) result.pattern_ = pattern;
  return result;
}

NumberPattern NumberPattern::of_length(int digits) {
  if (digits < 1 || digits > kMostDigits) {
    throw ArgumentError(fmt::format("a number of {} digits: expected 1 to {}", digits, kMostDigits));
  }
  return parse(fmt::format("#{{{}}}", digits));
}

NumberPattern NumberPattern::one_of(std::span<const std::string> numbers) {
  if (numbers.empty()) throw ArgumentError("a list of numbers: expected one or more, found none");
  NumberPattern result;
  result.add_state(false);
  for (const std::string& number : numbers) {
    check_number(number);
    std::size_t state = 0;
    for (const char digit : number) {
      const std::size_t edge = state * 10 + static_cast<std::size_t>(digit - '0');
      if (result.next_[edge] < 0) {
        const int added = result.add_state(false);
        result.next_[edge] = added;
      }
      state = static_cast<std::size_t>(result.next_[edge]);
    }
    result.accepts_[state] = true;
    if (result.accepts_.size() > kMostListStates) {
      throw ArgumentError(fmt::format("a list of {} numbers: more digits than can be kept", numbers.size()));
    }
  }
  return result;
}

bool NumberPattern::matches(const std::string& digits) const noexcept {
  int state = start();
  for (const char digit : digits) {
    if (!is_digit(digit)) return false;
    state = next(state, digit - '0');
    if (state < 0) return false;
  }
  return accepts(state);
}

std::string NumberPattern::format(const std::string& digits) const {
  assert(matches(digits));
  if (pattern_.empty()) return digits;
  const ParsedPattern parsed = PatternParser(pattern_).parse();
  const std::vector<int> counts = Division(parsed, digits).find();
  std::string text = parsed.groups.front().separator;
  std::string separator;  // before the next digit
  std::size_t from = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i > 0 && from > 0 && separator.empty()) separator = parsed.groups[i].separator;
    if (counts[i] == 0) continue;
    text += separator + digits.substr(from, static_cast<std::size_t>(counts[i]));
    from += static_cast<std::size_t>(counts[i]);
    separator.clear();
  }
  return text + parsed.ending;
}

}  // namespace digitnet
