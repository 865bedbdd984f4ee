#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"
#include "page.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// What a new row of the users holds. Fields are checked already (user_fields.hpp).
struct NewUser {
  std::string name;
  std::string email;
  std::optional<std::string> password_hash;  ///< nothing: signs in at a provider
  Role role = Role::user;
  UserState state = UserState::unverified;
};

/// What a search of the users asks for; all that is given must hold.
struct UserSearch {
  std::string text;  ///< anywhere in the name or the address, whatever the case of ASCII letters; empty: all
  std::optional<Role> role;
  std::optional<UserState> state;
};

struct UserCounts {
  std::int64_t unverified = 0;
  std::int64_t active = 0;
  std::int64_t disabled = 0;
  std::int64_t admins = 0;  ///< active ones
};

/// The rows of users, as part of the caller's transaction. It holds no rule but those of the table: who may do what is
/// for the services.
class Users {
 public:
  explicit Users(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] std::optional<User> find(const std::string& id);
  /// Throws AccountError (not found).
  [[nodiscard]] User get(const std::string& id);
  [[nodiscard]] std::optional<User> find_by_email(std::string_view email);
  [[nodiscard]] Page<User> search(const UserSearch& search, PageRequest page);
  [[nodiscard]] UserCounts count();
  [[nodiscard]] std::optional<std::string> password_hash(const std::string& id);

  /// Gives back the id. Throws AccountError (taken, field `email`).
  std::string create(const NewUser& user, Time now);
  /// A registration with this address that was never confirmed makes room for another.
  void remove_unverified(std::string_view email);
  void set_name(const std::string& id, const std::string& name);
  /// Throws AccountError (taken, field `email`).
  void set_email(const std::string& id, const std::string& email);
  void set_password_hash(const std::string& id, const std::string& hash);
  void set_state(const std::string& id, UserState state);
  void set_role(const std::string& id, Role role);
  void set_quotas(const std::string& id, const Quotas& quotas);
  void set_last_login(const std::string& id, Time now);
  /// With every row that belongs to the user, in the tables of all rooms.
  void remove(const std::string& id);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
