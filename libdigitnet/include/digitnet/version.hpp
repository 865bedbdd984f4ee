#pragma once

namespace digitnet {

/// The library's version, `major.minor.patch`.
[[nodiscard]] const char* version() noexcept;

}  // namespace digitnet
