#include "user_row.hpp"

namespace digitnet::serve {

User user_of(const DatabaseRow& row) {
  User user;
  user.id = row.text(0);
  user.name = row.text(1);
  user.email = row.text(2);
  user.role = role_named(row.text(3)).value();
  user.state = user_state_named(row.text(4)).value();
  user.has_password = row.flag(5);
  user.quotas = {row.maybe_integer(6), row.maybe_integer(7), row.maybe_integer(8)};
  user.created_at = row.time(9);
  user.last_login_at = row.maybe_time(10);
  return user;
}

}  // namespace digitnet::serve
