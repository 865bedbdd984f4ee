#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// Overwrites the text, so that it does not stay in memory that is given back, and makes it empty.
void wipe(std::string& text);

/// A password or token for the time that it is needed: wiped at the end.
class WipedText {
 public:
  WipedText() = default;
  explicit WipedText(std::string_view text) : text_(text) {}
  /// Takes the text over; what was moved from is wiped, too.
  explicit WipedText(std::string&& text) : text_(text) { wipe(text); }
  ~WipedText() { wipe(text_); }
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;

  [[nodiscard]] std::string_view view() const { return text_; }
  /// For what appends to it; what it outgrows is not wiped, so reserve first.
  [[nodiscard]] std::string& text() { return text_; }

 private:
  std::string text_;
};

}  // namespace digitnet::serve
