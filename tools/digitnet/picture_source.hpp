#pragma once

#include <string>

#include "digitnet/image.hpp"

namespace digitnet::cli {

/// Standard input in place of a file's name.
inline constexpr const char* kStandardInput = "-";

/// The picture in the file `name`, or on standard input. Throws FileError or FormatError that names it.
[[nodiscard]] Image load_picture(const std::string& name);

}  // namespace digitnet::cli
