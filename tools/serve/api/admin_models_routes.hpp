#pragma once

#include "admin_routes.hpp"

namespace digitnet::serve {

/// Adds what is about models under `/api/v1/admin`: versions, the gate, promotion, candidate, test set, updates.
void add_admin_models_routes(const AddAdminRoute& add);

}  // namespace digitnet::serve
