#include "formats/strict_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

constexpr int kDeepest = 8;

/// Watches the parser for what it would let pass: a key that comes twice, keys without number, nesting without end.
class Watch {
 public:
  explicit Watch(std::string where) : where_(std::move(where)) {}

  bool operator()(int depth, ParsedJson::parse_event_t event, ParsedJson& value) {
    using Event = ParsedJson::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      if (depth >= kDeepest) throw FormatError(fmt::format("{} is nested deeper than {}", where_, kDeepest));
      if (event == Event::object_start) keys_.emplace_back();
    } else if (event == Event::object_end) {
      keys_.pop_back();
    } else if (event == Event::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) throw FormatError(fmt::format("{} has the key \"{}\" twice", where_, key));
      if (keys_.back().size() > kMostKeys) {
        throw FormatError(fmt::format("{} has an object of more than {} keys", where_, kMostKeys));
      }
    }
    return true;
  }

 private:
  std::string where_;
  std::vector<std::set<std::string>> keys_;
};

/// What was found, short enough for one line.
std::string excerpt(const ParsedJson& value) {
  constexpr std::size_t kLongest = 40;
  std::string text = value.dump(-1, ' ', true, ParsedJson::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

}  // namespace

ParsedJson parse_strict_json(std::string_view text, const std::string& name, const std::string& what) {
  Watch watch(fmt::format("{}: {}", name, what));
  try {
    return ParsedJson::parse(text, std::ref(watch));
  } catch (const ParsedJson::parse_error& error) {
    throw FormatError(fmt::format("{}: {} is no JSON: error at byte {}", name, what, error.byte));
  } catch (const ParsedJson::exception&) {
    throw FormatError(fmt::format("{}: {} holds a number out of range", name, what));
  }
}

Json number_to_json(double number) {
  if (std::isfinite(number)) return number;
  if (std::isnan(number)) return "nan";
  return number > 0 ? "inf" : "-inf";
}

ObjectReader::ObjectReader(const ParsedJson& object, std::string name, std::string place)
    : object_(object), name_(std::move(name)), place_(std::move(place)) {
  if (object_.is_object()) return;
  throw FormatError(fmt::format("{}: expected {} to be a JSON object, found {}", name_,
                                place_.empty() ? "the whole" : place_, excerpt(object_)));
}

std::string ObjectReader::place_of(const std::string& key) const {
  return place_.empty() ? key : place_ + "." + key;
}

void ObjectReader::fail(const std::string& key, const std::string& expected) const {
  const auto found = object_.find(key);
  throw FormatError(fmt::format("{}: expected {} to be {}, found {}", name_, place_of(key), expected,
                                found == object_.end() ? "nothing" : excerpt(*found)));
}

const ParsedJson& ObjectReader::member(const char* key) {
  known_.emplace_back(key);
  const auto found = object_.find(key);
  if (found == object_.end()) throw FormatError(fmt::format("{}: {} is missing", name_, place_of(key)));
  return *found;
}

std::int64_t ObjectReader::large_integer(const char* key) {
  const ParsedJson& value = member(key);
  const bool fits = value.is_number_unsigned()
                        ? value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()}
                        : value.is_number_integer();
  if (!fits) fail(key, "an integer");
  return value.get<std::int64_t>();
}

int ObjectReader::integer(const char* key) {
  const std::int64_t value = large_integer(key);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
    fail(key, "an integer of 32 bits");
  }
  return static_cast<int>(value);
}

double ObjectReader::number(const char* key) {
  const ParsedJson& value = member(key);
  if (value.is_number()) return value.get<double>();
  if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (value == "inf") return std::numeric_limits<double>::infinity();
  if (value == "-inf") return -std::numeric_limits<double>::infinity();
  fail(key, "a number");
}

bool ObjectReader::boolean(const char* key) {
  const ParsedJson& value = member(key);
  if (!value.is_boolean()) fail(key, "true or false");
  return value.get<bool>();
}

std::string ObjectReader::string(const char* key) {
  const ParsedJson& value = member(key);
  if (!value.is_string()) fail(key, "a string");
  return value.get<std::string>();
}

void ObjectReader::expect_no_others() const {
  for (const auto& [key, value] : object_.items()) {
    if (std::ranges::find(known_, key) == known_.end()) {
      throw FormatError(fmt::format("{}: {} is not known here", name_, place_of(key)));
    }
  }
}

}  // namespace digitnet
