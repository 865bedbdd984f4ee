#pragma once

#include <cstdint>
#include <string>

namespace digitnet::serve {

/// `1.6 MB`, in powers of ten.
[[nodiscard]] std::string shown_size(std::uint64_t bytes);

}  // namespace digitnet::serve
