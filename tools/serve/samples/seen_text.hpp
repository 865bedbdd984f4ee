#pragma once

#include <string>

#include "digitnet/image.hpp"

namespace digitnet::serve {

/// 28x28 pixels as a row keeps them: base64.
[[nodiscard]] std::string seen_text(const Image& seen);

/// The pixels again. Throws FormatError when it is no such text.
[[nodiscard]] Image seen_of(const std::string& text);

}  // namespace digitnet::serve
