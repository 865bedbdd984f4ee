#include "accounts_under_test.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>

#include "migrations.hpp"

namespace digitnet::test {

using namespace serve;

namespace {

constexpr std::array kTables = {"account", "login_session", "confirmation", "api_token",
                                "attempt", "login_failure", "audit_entry"};

constexpr std::size_t kMostColumns = 16;

// A statement may not choose its table by a value.
std::string select_all(const std::string& table) {
  return "SELECT * FROM " + table;
}

// Nothing for a number, and beyond the last column.
std::string text_at(const DatabaseRow& row, std::size_t column) {
  try {
    return row.maybe_text(column).value_or("");
  } catch (const std::logic_error&) {
    return {};
  }
}

std::string name_of_kind(AccountError::Kind kind) {
  using Kind = AccountError::Kind;
  switch (kind) {
    case Kind::invalid:
      return "invalid";
    case Kind::wrong_credentials:
      return "wrong_credentials";
    case Kind::reauthenticate:
      return "reauthenticate";
    case Kind::forbidden:
      return "forbidden";
    case Kind::gone:
      return "gone";
    case Kind::not_found:
      return "not_found";
    case Kind::taken:
      return "taken";
    case Kind::too_many:
      return "too_many";
    case Kind::busy:
      return "busy";
  }
  return {};
}

}  // namespace

std::string KeptDelivery::deliver(const Envelope& envelope, const std::string& message) {
  if (!problem.empty()) throw MailError(problem, is_for_good);
  recipients.push_back(envelope.to);
  messages.push_back(message);
  return {};
}

AccountsUnderTest::AccountsUnderTest(const std::string& place, PasswordHasherOptions hasher)
    : database({.place = place}) {
  migrate(database);
  AccountOptions options;
  options.public_url = "https://digits.example/";
  options.clock = [this] { return now; };
  options.mail_delivery = delivery;
  options.hasher = hasher;
  options.log = [this](const std::string& line) { log.push_back(line); };
  accounts = std::make_unique<Accounts>(database, options);
}

std::string AccountsUnderTest::add_user(const std::string& email, Role role) {
  return accounts->administration().create({"command", {}}, {"Ada", email, kPassword, role});
}

NewSession AccountsUnderTest::sign_in(const std::string& user_id) {
  return accounts->login().sign_in(user_id, "test", origin());
}

SignedIn AccountsUnderTest::signed_in(const NewSession& session) {
  const auto found = accounts->sessions().find(session.token);
  REQUIRE(found);
  return *found;
}

User AccountsUnderTest::user(const std::string& id) {
  return accounts->administration().get(id);
}

std::string AccountsUnderTest::mail_to(const std::string& email) {
  const auto row = database.read([&](Transaction& transaction) {
    return transaction.row("SELECT body FROM mail WHERE recipient = :to AND state = 'waiting' ORDER BY created_at DESC",
                           {email});
  });
  return row ? row->text(0) : "";
}

std::int64_t AccountsUnderTest::mails_to(const std::string& email) {
  return number("SELECT COUNT(*) FROM mail WHERE recipient = :to", {email});
}

std::string AccountsUnderTest::link_token_to(const std::string& email) {
  const std::string body = mail_to(email);
  const std::size_t link = body.find("https://digits.example/");
  REQUIRE(link != std::string::npos);
  const std::string url = body.substr(link, body.find('\n', link) - link);
  const std::string token = url.substr(url.rfind('/') + 1);
  CHECK(token.size() == 43);
  return token;
}

std::string AccountsUnderTest::code_to(const std::string& email) {
  const std::string body = mail_to(email);
  const std::size_t code = body.find("\n  ");
  REQUIRE(code != std::string::npos);
  return body.substr(code + 3, 8);
}

std::int64_t AccountsUnderTest::number(std::string_view sql, const std::vector<DatabaseValue>& values) {
  return database.read([&](Transaction& transaction) { return transaction.row(sql, values).value().integer(0); });
}

bool AccountsUnderTest::has_audit(const std::string& action, const std::string& user_id) {
  for (const AuditRow& row : accounts->audit_log({user_id, action, {}, {}}, {}).rows) {
    if (row.entry.action == action) return true;
  }
  return false;
}

std::string AccountsUnderTest::all_texts() {
  std::string texts;
  database.read([&](Transaction& transaction) {
    for (const char* table : kTables) {
      for (const DatabaseRow& row : transaction.rows(select_all(table))) {
        for (std::size_t column = 0; column < kMostColumns; ++column) texts += text_at(row, column) + '\n';
      }
    }
  });
  return texts;
}

RequestOrigin origin(int client) {
  return {"192.0." + std::to_string(client / 250) + "." + std::to_string(1 + client % 250), "Test/1.0", "request-1"};
}

void on_each_engine(const std::function<void(AccountsUnderTest&)>& test) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    AccountsUnderTest accounts(place.place);
    test(accounts);
  }
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const AccountError& error) {
    return name_of_kind(error.kind()) + (error.field().empty() ? "" : " " + error.field());
  }
}

std::chrono::milliseconds retry_after(const std::function<void()>& work) {
  try {
    work();
  } catch (const AccountError& error) {
    return error.retry_after();
  }
  return std::chrono::milliseconds(0);
}

}  // namespace digitnet::test
