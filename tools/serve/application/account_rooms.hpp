#pragma once

#include <functional>
#include <memory>
#include <string>

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"
#include "serve_options.hpp"

namespace digitnet::serve {

/// The rooms of a server that keeps accounts, wired together.
class AccountRooms {
 public:
  struct Options {
    const ServeOptions& serve;
    Recognizer& recognizer;  ///< outlives the rooms
    std::string public_url;
    std::function<void(const std::string&)> log;       ///< for the operator
    std::function<void(const std::string&)> log_line;  ///< of JSON, for the server's log: what the audit log notes
  };
  /// Opens the database, which is made or brought up to date where need be. Throws DatabaseError, FileError,
  /// FormatError and ArgumentError.
  explicit AccountRooms(Options options);
  ~AccountRooms();

  /// Which model reads for whom; once the routes are added.
  [[nodiscard]] ModelChoice model_choice();
  /// The model that the server was started with has been loaded anew; it is served where none was promoted.
  void reload(std::shared_ptr<const ServedModel> own_model);
  /// The cookie of who is logged in.
  [[nodiscard]] const std::string& session_cookie() const;
  /// Adds the routes of accounts; Routes::error is set already.
  void add_routes(Routes& routes);
  /// Begins what is done without being asked: mails are sent, and what is too old is forgotten.
  void start();
  /// Nobody waits for answers any more.
  void abandon();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
