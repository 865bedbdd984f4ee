#include "users.hpp"

#include <vector>

#include "account_error.hpp"
#include "paged_query.hpp"
#include "random_id.hpp"
#include "user_fields.hpp"
#include "user_row.hpp"

namespace digitnet::serve {
namespace {

DatabaseValue value_of_text(const std::optional<std::string>& text) {
  return text ? DatabaseValue(*text) : DatabaseValue();
}

DatabaseValue value_of_number(const std::optional<std::int64_t>& number) {
  return number ? DatabaseValue(*number) : DatabaseValue();
}

[[noreturn]] void refuse_taken_email() {
  throw AccountError(AccountError::Kind::taken, "email", "Another account has this address.");
}

}  // namespace

std::optional<User> Users::find(const std::string& id) {
  const auto row = transaction_.row("SELECT " + kUserColumns + " FROM account WHERE account.id = :id", {id});
  return row ? std::optional(user_of(*row)) : std::nullopt;
}

User Users::get(const std::string& id) {
  auto user = find(id);
  if (!user) throw AccountError(AccountError::Kind::not_found, "", "There is no such user.");
  return *std::move(user);
}

std::optional<User> Users::find_by_email(std::string_view email) {
  const auto row =
      transaction_.row("SELECT " + kUserColumns + " FROM account WHERE account.email_key = :email", {email_key(email)});
  return row ? std::optional(user_of(*row)) : std::nullopt;
}

Page<User> Users::search(const UserSearch& search, PageRequest page) {
  std::string sql = "SELECT " + kUserColumns + " FROM account WHERE 1 = 1";
  std::vector<DatabaseValue> values;
  if (!search.text.empty()) {
    sql += " AND (account.name_key LIKE :name ESCAPE '!' OR account.email_key LIKE :email ESCAPE '!')";
    values.insert(values.end(), 2, pattern_around(lower_case(search.text)));
  }
  if (search.role) {
    sql += " AND account.role = :role";
    values.emplace_back(std::string(name_of(*search.role)));
  }
  if (search.state) {
    sql += " AND account.state = :state";
    values.emplace_back(std::string(name_of(*search.state)));
  }
  sql += " ORDER BY account.email_key LIMIT :limit OFFSET :offset";
  return page_of<User>(transaction_, {sql, std::move(values)}, page, user_of);
}

UserCounts Users::count() {
  UserCounts counts;
  for (const DatabaseRow& row : transaction_.rows("SELECT state, role, COUNT(*) FROM account GROUP BY state, role")) {
    const UserState state = user_state_named(row.text(0)).value();
    const std::int64_t users = row.integer(2);
    if (state == UserState::unverified) counts.unverified += users;
    if (state == UserState::disabled) counts.disabled += users;
    if (state == UserState::active) {
      counts.active += users;
      if (role_named(row.text(1)) == Role::admin) counts.admins += users;
    }
  }
  return counts;
}

std::optional<std::string> Users::password_hash(const std::string& id) {
  const auto row = transaction_.row("SELECT password_hash FROM account WHERE id = :id", {id});
  return row ? row->maybe_text(0) : std::nullopt;
}

std::string Users::create(const NewUser& user, Time now) {
  if (find_by_email(user.email)) refuse_taken_email();
  const std::string id = random_id();
  transaction_.change(
      "INSERT INTO account (id, name, name_key, email, email_key, password_hash, role, state, created_at) "
      "VALUES (:id, :name, :name_key, :email, :email_key, :password_hash, :role, :state, :now)",
      {id, user.name, lower_case(user.name), user.email, email_key(user.email), value_of_text(user.password_hash),
       std::string(name_of(user.role)), std::string(name_of(user.state)), value_of(now)});
  return id;
}

void Users::remove_unverified(std::string_view email) {
  transaction_.change("DELETE FROM account WHERE email_key = :email AND state = 'unverified'", {email_key(email)});
}

void Users::set_name(const std::string& id, const std::string& name) {
  transaction_.change("UPDATE account SET name = :name, name_key = :key WHERE id = :id", {name, lower_case(name), id});
}

void Users::set_email(const std::string& id, const std::string& email) {
  const auto other = find_by_email(email);
  if (other && other->id != id) refuse_taken_email();
  transaction_.change("UPDATE account SET email = :email, email_key = :key WHERE id = :id",
                      {email, email_key(email), id});
}

void Users::set_password_hash(const std::string& id, const std::string& hash) {
  transaction_.change("UPDATE account SET password_hash = :hash WHERE id = :id", {hash, id});
}

void Users::set_state(const std::string& id, UserState state) {
  transaction_.change("UPDATE account SET state = :state WHERE id = :id", {std::string(name_of(state)), id});
}

void Users::set_role(const std::string& id, Role role) {
  transaction_.change("UPDATE account SET role = :role WHERE id = :id", {std::string(name_of(role)), id});
}

void Users::set_quotas(const std::string& id, const Quotas& quotas) {
  transaction_.change(
      "UPDATE account SET quota_images = :images, quota_image_bytes = :bytes, quota_training_seconds_per_day = "
      ":seconds "
      "WHERE id = :id",
      {value_of_number(quotas.images), value_of_number(quotas.image_bytes),
       value_of_number(quotas.training_seconds_per_day), id});
}

void Users::set_last_login(const std::string& id, Time now) {
  transaction_.change("UPDATE account SET last_login_at = :now WHERE id = :id", {value_of(now), id});
}

void Users::remove(const std::string& id) {
  transaction_.change("DELETE FROM account WHERE id = :id", {id});
}

}  // namespace digitnet::serve
