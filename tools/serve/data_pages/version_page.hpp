#pragma once

#include <string>

#include "model_version.hpp"
#include "page.hpp"
#include "page_template.hpp"

namespace digitnet::serve {

/// For templates/versions.mustache; `used` is the id of the one that the user reads with, or empty.
[[nodiscard]] PageData versions_data(const Page<ModelVersion>& versions, const std::string& used);

/// For templates/version.mustache.
[[nodiscard]] PageData version_data(const ModelVersion& version, bool is_used);

}  // namespace digitnet::serve
