#pragma once

#include <string_view>

#include "route.hpp"

namespace digitnet::serve {

/// The OpenAPI 3.1 document of all that the server offers to programs.
[[nodiscard]] std::string_view openapi_document() noexcept;

/// `GET /api/openapi.json`.
[[nodiscard]] Route openapi_route();

}  // namespace digitnet::serve
