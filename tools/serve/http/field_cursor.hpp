#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// Reads the value of a header field from front to back (RFC 9110, section 5.6).
class FieldCursor {
 public:
  explicit FieldCursor(std::string_view value) : rest_(value) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  void skip_spaces();
  /// Moves over `c` if it is the next character.
  bool take(char c);
  /// The next token, or nothing when there is none.
  std::optional<std::string_view> token();
  /// What stands in the quotes that begin here: `\"` is a quote and `\\` a backslash, while a backslash before anything
  /// else, as in file names of old browsers, is itself. Nothing when there are no quotes, or no end of them.
  std::optional<std::string> quoted();

 private:
  std::string_view rest_;
};

[[nodiscard]] std::string to_lower(std::string_view text);

}  // namespace digitnet::serve
