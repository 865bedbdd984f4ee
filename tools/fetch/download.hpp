#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace digitnet::fetch {

/// Gets `url` over http or https, showing progress on standard error.
///
/// Throws FileError, in words a person understands, when there is no connection within five seconds, the server says
/// no, the transfer stalls, there are more than `limit_bytes`, or the user interrupts.
[[nodiscard]] std::vector<std::uint8_t> download(const std::string& url, std::size_t limit_bytes);

}  // namespace digitnet::fetch
