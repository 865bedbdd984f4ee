#pragma once

#include <string_view>

namespace digitnet::serve {

/// Whether a browser that is sent to `text` stays on this server: a path, perhaps with a query and a fragment, of at
/// most 2000 printable ASCII characters. It must not begin with `//`, which would name a host, and a backslash,
/// which browsers take for a slash, is not taken anywhere.
[[nodiscard]] bool is_own_path(std::string_view text) noexcept;

}  // namespace digitnet::serve
