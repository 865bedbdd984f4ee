#pragma once

#include <string>

#include "admin_routes.hpp"
#include "users.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api/v1/admin/users`.
void add_admin_users_routes(const AddAdminRoute& add);

/// `search`, `role` and `state` of a query; an empty value asks for nothing. Throws AccountError (invalid, with the
/// field), and FormatError.
[[nodiscard]] UserSearch user_search(const std::string& query);

}  // namespace digitnet::serve
