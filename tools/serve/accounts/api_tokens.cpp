#include "api_tokens.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "account_error.hpp"
#include "audit_log.hpp"
#include "random_id.hpp"
#include "secret_token.hpp"
#include "user_fields.hpp"
#include "user_row.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kPrefix = "dgn_";
constexpr std::size_t kTextBytes = 47;
constexpr std::size_t kShownBytes = 8;
constexpr int kMostDays = 366;
constexpr std::chrono::minutes kUsedToThe{1};
constexpr std::array kScopes = {Scope::recognize, Scope::data, Scope::train, Scope::account, Scope::admin};

const std::string kTokenColumns =
    "api_token.id, api_token.user_id, api_token.name, api_token.beginning, api_token.scopes, api_token.created_at, "
    "api_token.expires_at, api_token.last_used_at";

std::string names_of(const std::set<Scope>& scopes) {
  std::string names;
  for (const Scope scope : scopes) (names += names.empty() ? "" : " ") += name_of(scope);
  return names;
}

std::set<Scope> scopes_named(const std::string& names) {
  std::set<Scope> scopes;
  std::istringstream words(names);
  for (std::string word; words >> word;) {
    if (const auto scope = scope_named(word)) scopes.insert(*scope);
  }
  return scopes;
}

ApiToken token_of(const DatabaseRow& row, std::size_t first) {
  return {row.text(first),
          row.text(first + 1),
          row.text(first + 2),
          row.text(first + 3),
          scopes_named(row.text(first + 4)),
          row.time(first + 5),
          row.time(first + 6),
          row.maybe_time(first + 7)};
}

void check_form(const SignedIn& who, const ApiTokenForm& form) {
  using Kind = AccountError::Kind;
  if (form.scopes.empty()) throw AccountError(Kind::invalid, "scopes", "Choose what the token may be used for.");
  if (form.days < 1 || form.days > kMostDays) {
    throw AccountError(Kind::invalid, "days", "A token is good for 1 to 366 days.");
  }
  if (form.scopes.contains(Scope::admin) && !who.user.is_admin()) {
    throw AccountError(Kind::forbidden, "scopes", "Only administrators may have a token for administration.");
  }
}

}  // namespace

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::recognize:
      return "recognize";
    case Scope::data:
      return "data";
    case Scope::train:
      return "train";
    case Scope::account:
      return "account";
    case Scope::admin:
      return "admin";
  }
  return "";
}

std::optional<Scope> scope_named(std::string_view name) {
  const auto* const found =
      std::find_if(kScopes.begin(), kScopes.end(), [&](Scope scope) { return name_of(scope) == name; });
  return found == kScopes.end() ? std::nullopt : std::optional(*found);
}

NewApiToken ApiTokens::create(const SignedIn& who, const ApiTokenForm& form, const RequestOrigin& origin) {
  const std::string name = checked_name(form.name);
  check_form(who, form);
  Sessions(context_).require_recent_authentication(who.session);
  return context_.database.write([&](Transaction& transaction) {
    const Time now = context_.clock();
    NewApiToken made{std::string(kPrefix) + new_secret_token(), {}};
    made.token = {random_id(),
                  who.user.id,
                  name,
                  made.text.substr(0, kShownBytes),
                  form.scopes,
                  now,
                  now + std::chrono::days(form.days),
                  std::nullopt};
    const auto alive = transaction.row("SELECT COUNT(*) FROM api_token WHERE user_id = :user AND expires_at > :now",
                                       {who.user.id, value_of(now)});
    if (alive->integer(0) >= kMostPerUser) {
      throw AccountError(AccountError::Kind::taken, "", "You have 20 tokens already. Revoke one first.");
    }
    transaction.change(
        "INSERT INTO api_token (id, user_id, name, beginning, token_hash, scopes, created_at, expires_at) "
        "VALUES (:id, :user, :name, :beginning, :hash, :scopes, :created, :expires)",
        {made.token.id, who.user.id, name, made.token.start, token_hash(made.text), names_of(form.scopes),
         value_of(now), value_of(made.token.expires_at)});
    AuditLog(transaction).record({who.user.id, "token.create", made.token.id, names_of(form.scopes), origin}, now);
    return made;
  });
}

std::optional<ApiCaller> ApiTokens::find(std::string_view text) {
  static const std::string kSelect = "SELECT " + kUserColumns + ", " + kTokenColumns +
                                     " FROM api_token JOIN account ON account.id = api_token.user_id "
                                     "WHERE api_token.token_hash = :hash AND api_token.expires_at > :now AND "
                                     "account.state = 'active'";
  if (text.size() != kTextBytes || !text.starts_with(kPrefix)) return std::nullopt;
  const std::string hash = token_hash(text);
  const Time now = context_.clock();
  const auto row = context_.database.read([&](Transaction& transaction) {
    return transaction.row(kSelect, {hash, value_of(now)});
  });
  if (!row) return std::nullopt;
  ApiCaller caller{token_of(*row, kUserColumnCount), user_of(*row)};
  const auto& used = caller.token.last_used_at;
  if (!used || now - *used >= kUsedToThe) note_used(caller.token.id, now);
  return caller;
}

void ApiTokens::note_used(const std::string& token_id, Time now) {
  try {
    context_.database.write([&](Transaction& transaction) {
      transaction.change("UPDATE api_token SET last_used_at = :now WHERE id = :id", {value_of(now), token_id});
    });
  } catch (const DatabaseError&) {
    // Who can read may go on; the next request notes it.
  }
}

std::vector<ApiToken> ApiTokens::list(const std::string& user_id) {
  static const std::string kSelect =
      "SELECT " + kTokenColumns +
      " FROM api_token WHERE user_id = :user AND expires_at > :now ORDER BY created_at DESC";
  std::vector<ApiToken> tokens;
  for (const DatabaseRow& row : context_.database.read([&](Transaction& transaction) {
         return transaction.rows(kSelect, {user_id, value_of(context_.clock())});
       })) {
    tokens.push_back(token_of(row, 0));
  }
  return tokens;
}

void ApiTokens::revoke(const std::string& user_id, const std::string& token_id, const RequestOrigin& origin) {
  context_.database.write([&](Transaction& transaction) {
    if (transaction.change("DELETE FROM api_token WHERE id = :id AND user_id = :user", {token_id, user_id}) == 0) {
      throw AccountError(AccountError::Kind::not_found, "", "There is no such token.");
    }
    AuditLog(transaction).record({user_id, "token.revoke", token_id, "", origin}, context_.clock());
  });
}

void ApiTokens::revoke_all(Transaction& transaction, const std::string& user_id) {
  transaction.change("DELETE FROM api_token WHERE user_id = :user", {user_id});
}

void ApiTokens::revoke_for_administration(Transaction& transaction, const std::string& user_id) {
  transaction.change("DELETE FROM api_token WHERE user_id = :user AND scopes LIKE '%admin%'", {user_id});
}

void ApiTokens::clean_up(Transaction& transaction, Time now) {
  transaction.change("DELETE FROM api_token WHERE expires_at <= :now", {value_of(now)});
}

}  // namespace digitnet::serve
