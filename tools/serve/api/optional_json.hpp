#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "iso_time.hpp"

namespace digitnet::serve {

/// As RFC 3339 has it; null: never.
[[nodiscard]] inline nlohmann::ordered_json time_json(const std::optional<Time>& time) {
  return time ? nlohmann::ordered_json(iso_time(*time)) : nlohmann::ordered_json();
}

/// Null for an empty one.
[[nodiscard]] inline nlohmann::ordered_json text_json(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

template <typename Number>
[[nodiscard]] nlohmann::ordered_json number_json(const std::optional<Number>& number) {
  return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json();
}

}  // namespace digitnet::serve
