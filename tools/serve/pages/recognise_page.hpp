#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "page_template.hpp"
namespace digitnet::serve {

/// The Recognise page, with what was wrong with the pictures sent to it, if anything.
[[nodiscard]] std::string recognise_page(const std::vector<std::string>& problems, const PageFrame& frame);

/// The picture of the gallery with this name; empty when there is none.
[[nodiscard]] std::string_view sample_picture(std::string_view name);

}  // namespace digitnet::serve
