#pragma once

#include <string>

#include "recognizer.hpp"

namespace digitnet::serve {

/// One sentence or two that tell a person why the picture called `name` could not be read, and what to do.
[[nodiscard]] std::string picture_problem(const std::string& name, const Recognition& recognition);

}  // namespace digitnet::serve
