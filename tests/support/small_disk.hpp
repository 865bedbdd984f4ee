#pragma once

#include <optional>
#include <string>
#include <vector>

namespace digitnet::test {

/// `command` as it runs in a mount namespace of its own, where a file system of `size` (`16k`) covers `folder`; at its
/// end, what lies there is listed on standard output. Root may do so, and elsewhere whoever may have a user namespace;
/// nothing when this machine refuses.
[[nodiscard]] std::optional<std::vector<std::string>> on_small_disk(const std::string& folder, const std::string& size,
                                                                    const std::vector<std::string>& command);

}  // namespace digitnet::test
