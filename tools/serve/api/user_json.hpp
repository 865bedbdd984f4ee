#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "accounts.hpp"
#include "identities.hpp"

namespace digitnet::serve {

/// What its owner, and administrators, are told of a user.
[[nodiscard]] nlohmann::ordered_json user_json(const User& user);
[[nodiscard]] nlohmann::ordered_json session_json(const Session& session, bool is_this);
[[nodiscard]] nlohmann::ordered_json token_json(const ApiToken& token);
[[nodiscard]] nlohmann::ordered_json identity_json(const LinkedIdentity& linked);

}  // namespace digitnet::serve
