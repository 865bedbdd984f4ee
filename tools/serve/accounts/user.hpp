#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"

namespace digitnet::serve {

enum class Role { user, admin };

enum class UserState {
  unverified,  ///< registered, but the address is not confirmed; cannot log in and is forgotten after a day
  active,
  disabled,  ///< by an administrator: no login, no session, no API token
};

/// What one user may use; nothing: the default of the server.
struct Quotas {
  std::optional<std::int64_t> images;
  std::optional<std::int64_t> image_bytes;
  std::optional<std::int64_t> training_seconds_per_day;
};

/// A user as the rest of the server sees one: without the hash of the password.
struct User {
  std::string id;
  std::string name;   ///< for display; several users may have the same
  std::string email;  ///< as it was typed; there is one user for each, whatever the case of its letters
  Role role = Role::user;
  UserState state = UserState::unverified;
  bool has_password = false;  ///< not for those who only sign in at a provider
  Quotas quotas;
  Time created_at;
  std::optional<Time> last_login_at;

  [[nodiscard]] bool is_admin() const { return role == Role::admin; }
  [[nodiscard]] bool is_active() const { return state == UserState::active; }
};

/// `user`, `admin`; `unverified`, `active`, `disabled`: as in the database, the interface and the command.
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::string_view name_of(UserState state);
[[nodiscard]] std::optional<Role> role_named(std::string_view name);
[[nodiscard]] std::optional<UserState> user_state_named(std::string_view name);

}  // namespace digitnet::serve
