#pragma once

#include <cstddef>
#include <string>

#include "database.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// The columns of a user, for the statements that read one, alone or before other columns.
inline const std::string kUserColumns =
    "account.id, account.name, account.email, account.role, account.state, "
    "CASE WHEN account.password_hash IS NULL THEN 0 ELSE 1 END, account.quota_images, account.quota_image_bytes, "
    "account.quota_training_seconds_per_day, account.created_at, account.last_login_at";
inline constexpr std::size_t kUserColumnCount = 11;

[[nodiscard]] User user_of(const DatabaseRow& row);

}  // namespace digitnet::serve
