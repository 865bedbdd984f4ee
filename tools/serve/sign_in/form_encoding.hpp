#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace digitnet::serve {

/// `text` with all but letters, digits and `-._~` percent-encoded, as it may stand anywhere in a URL or a form.
[[nodiscard]] std::string percent_encode(std::string_view text);

using FormFields = std::vector<std::pair<std::string_view, std::string>>;
/// `name=value&...`, of application/x-www-form-urlencoded.
[[nodiscard]] std::string encode_form(const FormFields& fields);

}  // namespace digitnet::serve
