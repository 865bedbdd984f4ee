#pragma once

#include <filesystem>
#include <string>

#include "digitnet/form.hpp"

namespace digitnet {

/// Reads a form (docs/formats/form.md), and the lists beside it that it names.
///
/// Throws FileError when a file cannot be read, FormatError, naming the place, when it is no form.
[[nodiscard]] Form load_form(const std::filesystem::path& path);

/// Parses a form; `name` stands for it in errors, and its lists are looked for in `folder`. Throws as load_form.
[[nodiscard]] Form parse_form(const std::string& json, const std::string& name, const std::filesystem::path& folder);

}  // namespace digitnet
