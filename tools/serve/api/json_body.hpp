#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

/// The JSON object in a body that has `fields` and no other. Nothing of it is kept that nobody asks for.
///
/// Throws UnfitRequest with 415 when the body says that it is no JSON; AccountError (invalid), naming the field, when
/// it is no such object.
[[nodiscard]] nlohmann::json json_body(const Request& request, const std::vector<std::string>& fields);

/// A field of such a body that must be a string without NUL. Throws AccountError (invalid, with the field).
[[nodiscard]] std::string text_in(const nlohmann::json& body, const std::string& field);

/// An answer that nobody keeps.
[[nodiscard]] Response json_answer(int status, const nlohmann::ordered_json& json);

}  // namespace digitnet::serve
