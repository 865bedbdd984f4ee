#include "user.hpp"

namespace digitnet::serve {

std::string_view name_of(Role role) {
  return role == Role::admin ? "admin" : "user";
}

std::string_view name_of(UserState state) {
  switch (state) {
    case UserState::unverified:
      return "unverified";
    case UserState::active:
      return "active";
    case UserState::disabled:
      return "disabled";
  }
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role : {Role::user, Role::admin}) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

std::optional<UserState> user_state_named(std::string_view name) {
  for (const UserState state : {UserState::unverified, UserState::active, UserState::disabled}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

}  // namespace digitnet::serve
