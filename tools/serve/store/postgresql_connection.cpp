#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <utility>

#include "connection.hpp"
#include "prepared_statement.hpp"
#include "silent_server_watch.hpp"

namespace digitnet::serve {
namespace {

using namespace std::chrono_literals;

// Numbers of PostgreSQL's catalogue pg_type, which never change.
enum Type : Oid {
  kBool = 16,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kOid = 26,
  kFloat4 = 700,
  kFloat8 = 701,
  kNumeric = 1700
};

using OwnedResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

template <typename Number>
Number parse(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

DatabaseValue parse_value(Oid type, std::string_view text) {
  switch (type) {
    case kBool:
      return std::int64_t{text == "t"};
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid:
      return parse<std::int64_t>(text);
    case kFloat4:
    case kFloat8:
      return parse<double>(text);
    case kNumeric:  // the sum of whole numbers is one
      if (text.find_first_not_of("-0123456789") == std::string_view::npos) return parse<std::int64_t>(text);
      return parse<double>(text);
    default:
      return std::string(text);
  }
}

// Everything goes to PostgreSQL as text, whose type it tells from the statement.
DatabaseValue as_text(const DatabaseValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return fmt::format("{}", *real);
  if (std::holds_alternative<std::monostate>(value)) return value;
  return value;
}

// What the client library says of a connection that it did not get, on one line. It may hold parts of the URL: of one
// that is not understood, any.
std::string reason_of(const std::string& url, std::string_view message) {
  const bool is_understood = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>(
                                 PQconninfoParse(url.c_str(), nullptr), PQconninfoFree) != nullptr;
  if (!is_understood || std::count(url.begin(), url.end(), '@') > 1) return "the URL cannot be used";
  const auto begin = message.find_first_not_of(" \n", message.find('.') + 1);
  const auto reason = message.substr(std::min(begin, message.size()));
  return std::string(reason.substr(0, reason.find('\n')));
}

class PostgresqlConnection : public Connection {
 public:
  PostgresqlConnection(const DatabaseOptions& options, SilentServerWatch& watch)
      : patience_(options.patience), watch_(watch) {
    try {
      session_.open(soci::postgresql, bounded(options.place));
    } catch (const soci::soci_error& error) {
      throw ConnectionLost("PostgreSQL cannot be reached: " + reason_of(options.place, error.what()));
    }
    PQsetNoticeProcessor(
        handle(), [](void*, const char*) {}, nullptr);
    set_up();
  }

  void begin(bool writes) override {
    run_native(
        writes ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        limit());
  }

  void commit() override { run_native("COMMIT", limit()); }

  bool roll_back() noexcept override {
    try {
      if (PQtransactionStatus(handle()) != PQTRANS_IDLE) run_native("ROLLBACK", limit());
      return PQtransactionStatus(handle()) == PQTRANS_IDLE;
    } catch (...) {
      return false;
    }
  }

  Answer run(std::string_view sql, const std::vector<DatabaseValue>& values) override {
    std::vector<DatabaseValue> texts;
    for (const DatabaseValue& value : values) texts.push_back(as_text(value));
    const SilentServerWatch::Turn turn(watch_, PQsocket(handle()), limit());
    try {
      PreparedStatement& statement = statements_.of(session_, sql, texts);
      statement.run(texts);
      return answer_of(static_cast<soci::postgresql_statement_backend*>(statement.backend())->result_.get_result());
    } catch (const soci::postgresql_soci_error& error) {
      fail(error.sqlstate(), error.what());
    } catch (const soci::soci_error&) {
      throw DatabaseError("PostgreSQL: the statement cannot be run");
    }
  }

  void each_row(const std::string& sql, const std::function<void(DatabaseRow)>& take) override {
    if (PQsendQuery(handle(), sql.c_str()) != 1) fail("", "");
    PQsetSingleRowMode(handle());
    std::string failed;
    while (const OwnedResult result{PQgetResult(handle()), PQclear}) {
      const ExecStatusType status = PQresultStatus(result.get());
      if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) failed = state_of(result.get());
      if (failed.empty()) take_rows(result.get(), take);
    }
    if (!failed.empty()) fail(failed, PQerrorMessage(handle()));
  }

  void run_script(const std::string& sql) override { run_native(sql, limit()); }

  void lift_limits() override {
    run_native("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0", limit());
    limit_ = 24h;
  }

 private:
  // The server ends a statement that takes too long; this is for a server that does not.
  [[nodiscard]] std::chrono::milliseconds limit() const { return limit_; }

  // Whatever is in the way of finding out that a server is gone is bounded: the connection, and what the kernel waits.
  [[nodiscard]] std::string bounded(const std::string& url) const {
    std::string reason;
    const auto seconds = std::max<std::int64_t>(2, (patience_.count() + 999) / 1000);
    return url + (url.find('?') == std::string::npos ? "?" : "&") +
           fmt::format(
               "connect_timeout={}&tcp_user_timeout={}&keepalives_idle={}&keepalives_interval=1&keepalives_count=3",
               seconds, patience_.count() + 1000, seconds);
  }

  void set_up() {
    run_native(fmt::format("SET statement_timeout = {0}; SET lock_timeout = {0}; SET client_encoding = 'UTF8';"
                           "SET idle_in_transaction_session_timeout = 60000; SET standard_conforming_strings = on;"
                           "SET bytea_output = 'hex'; SET client_min_messages = warning; SET TimeZone = 'UTC';"
                           "SET extra_float_digits = 1; SET application_name = 'digitnet'",
                           patience_.count()),
               limit());
  }

  [[nodiscard]] PGconn* handle() {
    return static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_;
  }

  void run_native(const std::string& sql, std::chrono::milliseconds limit) {
    const SilentServerWatch::Turn turn(watch_, PQsocket(handle()), limit);
    const OwnedResult result(PQexec(handle(), sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
    fail(state_of(result.get()), PQerrorMessage(handle()));
  }

  // Never empty: a blank for what the client library found out without the server.
  static std::string state_of(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state != nullptr ? state : " ";
  }

  static Answer answer_of(const PGresult* result) {
    Answer answer;
    answer.changed = parse<std::int64_t>(PQcmdTuples(const_cast<PGresult*>(result)));
    take_rows(result, [&](DatabaseRow row) { answer.rows.push_back(std::move(row)); });
    return answer;
  }

  template <typename Take>
  static void take_rows(const PGresult* result, const Take& take) {
    const int columns = PQnfields(result);
    for (int row = 0; row < PQntuples(result); ++row) {
      std::vector<DatabaseValue> values;
      for (int column = 0; column < columns; ++column) values.push_back(value_at(result, row, column));
      take(DatabaseRow(std::move(values)));
    }
  }

  static DatabaseValue value_at(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return {};
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
    return parse_value(PQftype(result, column), std::string_view(PQgetvalue(result, row, column), size));
  }

  [[noreturn]] void fail(const std::string& state, const std::string& message) {
    // What has no state, the client library found out without the server.
    const bool is_cut = PQstatus(handle()) == CONNECTION_BAD || state.find_first_not_of(' ') == std::string::npos ||
                        state.starts_with("08") || state.starts_with("57P");
    if (is_cut) throw ConnectionLost("PostgreSQL: the connection was lost");
    if (state == "40001" || state == "40P01") throw Conflict("PostgreSQL: other transactions were in the way");
    if (state.starts_with("23")) throw ConstraintError(fmt::format("PostgreSQL: a constraint is violated ({})", state));
    if (state == "57014" || state == "55P03") {
      throw DatabaseError(fmt::format("PostgreSQL: no answer in {} ms ({})", patience_.count(), state));
    }
    if (state == "25006") throw std::logic_error("a write inside of read()");
    if (state.starts_with("42")) {
      tell_programmer(message);
      throw DatabaseError(fmt::format("PostgreSQL: the statement does not fit the database ({})", state));
    }
    throw DatabaseError(fmt::format("PostgreSQL: error {}", state));
  }

  std::chrono::milliseconds patience_;
  std::chrono::milliseconds limit_ = patience_ + 1s;
  SilentServerWatch& watch_;
  soci::session session_;
  PreparedStatements statements_;  // go before their session
};

}  // namespace

std::unique_ptr<Connection> connect_postgresql(const DatabaseOptions& options, SilentServerWatch& watch) {
  return std::make_unique<PostgresqlConnection>(options, watch);
}

}  // namespace digitnet::serve
