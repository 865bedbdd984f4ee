#pragma once

#include <cstddef>
#include <string_view>

namespace digitnet::serve {

/// Looks at the bytes of a request's head as they come, before any parser does: how long it is, and that it holds
/// nothing that two parsers may understand in two ways.
class HeadScanner {
 public:
  enum class State {
    incomplete,
    complete,
    malformed,       ///< a NUL, a CR without LF, a LF without CR, or a field that goes on on the next line
    line_too_long,   ///< the request line alone is longer than a head may be
    too_large,       ///< longer than a head may be
    too_many_fields  ///< more header fields than a head may have
  };

  HeadScanner(std::size_t most_bytes, int most_fields) : most_bytes_(most_bytes), most_fields_(most_fields) {}

  /// Goes on where the call before stopped; `bytes` is all that has come since the last reset().
  State scan(std::string_view bytes);
  /// Of the head with its empty line, once that is complete.
  [[nodiscard]] std::size_t length() const { return position_; }
  void reset();

 private:
  State at_line_end(std::size_t line_start);

  std::size_t most_bytes_;
  int most_fields_;
  std::size_t position_ = 0;
  std::size_t line_start_ = 0;
  int lines_ = 0;
};

}  // namespace digitnet::serve
