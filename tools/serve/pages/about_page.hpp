#pragma once

#include <string>

#include "page_template.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// The page about the model: how it was trained, how well it reads, and which one it is.
[[nodiscard]] std::string about_page(const ServedModel& model, const PageFrame& frame);

}  // namespace digitnet::serve
