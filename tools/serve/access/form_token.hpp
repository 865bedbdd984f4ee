#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// What our forms carry so that no other site can send them (cross-site request forgery): a hash of the browser's own
/// cookie, which it does not give away.
[[nodiscard]] std::string form_token(std::string_view cookie);

/// Whether `token` is that of `cookie`, in a time that does not tell how much of it is right. Never for no cookie.
[[nodiscard]] bool is_form_token(std::string_view token, std::string_view cookie);

}  // namespace digitnet::serve
