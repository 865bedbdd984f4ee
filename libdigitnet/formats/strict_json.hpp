#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet {

/// JSON to write: the keys in the order in which they were added.
using Json = nlohmann::ordered_json;
/// JSON that was read: the keys sorted, so that finding one among many that a stranger wrote is quick.
using ParsedJson = nlohmann::json;

/// The most keys in one object of JSON that is read.
inline constexpr std::size_t kMostKeys = 8192;

/// Parses JSON from a file that may be anything: no key twice in one object and at most kMostKeys, no nesting deeper
/// than eight.
///
/// Throws FormatError; `name` and `what` say in it which part of which file was read.
[[nodiscard]] ParsedJson parse_strict_json(std::string_view text, const std::string& name, const std::string& what);

/// A number that comes back with the same bits; one that is not finite, which JSON does not know, becomes a string.
[[nodiscard]] Json number_to_json(double number);

/// Reads the members of one JSON object and says, at the end, whether there were others.
class ObjectReader {
 public:
  /// `place` names the object in errors, such as `layers[3]`; empty for the outermost one.
  ObjectReader(const ParsedJson& object, std::string name, std::string place);

  [[nodiscard]] bool has(const char* key) const { return object_.contains(key); }
  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] std::string place_of(const std::string& key) const;
  /// A member that must be there, of any type.
  const ParsedJson& member(const char* key);
  int integer(const char* key);
  std::int64_t large_integer(const char* key);
  /// Anything number_to_json() writes.
  double number(const char* key);
  bool boolean(const char* key);
  std::string string(const char* key);
  /// Throws FormatError naming the first member that nobody asked for.
  void expect_no_others() const;
  /// Throws FormatError: at `key`, `expected`, but something else was found.
  [[noreturn]] void fail(const std::string& key, const std::string& expected) const;

 private:
  const ParsedJson& object_;
  std::string name_;
  std::string place_;
  std::vector<std::string> known_;
};

}  // namespace digitnet
