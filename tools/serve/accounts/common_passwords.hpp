#pragma once

#include <cstddef>
#include <string_view>

namespace digitnet::serve {

/// Whether people choose this password so often that it is tried first: it is one of the 10,000 in
/// data/common_passwords.txt, whatever the case of its letters, two of them in a row, or one of them written several
/// times or with digits and signs put before or after it.
[[nodiscard]] bool is_common_password(std::string_view password);

[[nodiscard]] std::size_t common_password_count();

}  // namespace digitnet::serve
