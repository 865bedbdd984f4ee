#include "user.hpp"

namespace digitnet::serve {

std::string_view name_of(Role role) {
  return role == Role::kAdmin ? "admin" : "user";
}

std::string_view name_of(UserState state) {
  switch (state) {
    case UserState::kUnverified:
      return "unverified";
    case UserState::kActive:
      return "active";
    case UserState::kDisabled:
      return "disabled";
  }
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role : {Role::kUser, Role::kAdmin}) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

std::optional<UserState> user_state_named(std::string_view name) {
  for (const UserState state : {UserState::kUnverified, UserState::kActive, UserState::kDisabled}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

}  // namespace digitnet::serve
