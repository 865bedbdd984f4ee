#pragma once

#include <string_view>
#include <vector>

namespace digitnet::serve {

/// A file of tools/serve/web inside the program.
struct WebFile {
  std::string_view name;  ///< without its folder
  std::string_view bytes;
};

/// The mustache templates.
[[nodiscard]] const std::vector<WebFile>& web_templates();
/// Styles, scripts and pictures.
[[nodiscard]] const std::vector<WebFile>& web_assets();

}  // namespace digitnet::serve
