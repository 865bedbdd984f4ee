#pragma once

#include <string>
#include <string_view>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// Reads what evaluation_json() wrote; `name` stands for it in errors.
///
/// Throws FormatError, naming the place, when the text is no such JSON, or its parts do not fit together.
[[nodiscard]] Evaluation parse_evaluation(std::string_view text, const std::string& name);

}  // namespace digitnet::cli
