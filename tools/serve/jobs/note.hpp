#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// A note that a person wrote, without blanks around it; it may be empty. Throws AccountError (invalid, with `field`)
/// unless it is UTF-8 of 500 characters at most that all show (utf8.hpp).
[[nodiscard]] std::string checked_note(std::string_view note, const std::string& field = "note");

}  // namespace digitnet::serve
