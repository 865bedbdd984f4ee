#pragma once

#include <string>
#include <string_view>

#include "sign_in_error.hpp"

namespace digitnet::serve {

/// The errors that are a provider's, whose `label` people read; `detail` is for the log.
[[nodiscard]] SignInError provider_is_down(std::string_view label, const std::string& detail);
[[nodiscard]] SignInError provider_is_wrong(std::string_view label, const std::string& detail);

}  // namespace digitnet::serve
