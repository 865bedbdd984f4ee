#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account_frame.hpp"
#include "gate.hpp"
#include "jobs.hpp"
#include "route_table.hpp"
#include "samples.hpp"
#include "serve/accounts/accounts_under_test.hpp"
#include "trials.hpp"

namespace digitnet::test {

/// A browser or a program that is somebody.
struct Client {
  std::string user_id;
  std::string cookie;  ///< its value; empty for a program
  std::string token;   ///< of the API; empty for a browser
};

/// A field of a form, or a file where it has a file name.
struct SentPart {
  std::string name;
  std::string value;
  std::string file_name = {};
};

/// Pages and API of samples, trainings, versions and tests, asked without a connection.
class DataPagesUnderTest {
 public:
  /// Adds routes of rooms that come after.
  using MoreRoutes = std::function<void(DataPagesUnderTest&, serve::Routes&, serve::Gate&, const serve::AccountFrame&)>;

  DataPagesUnderTest(const DatabasePlace& place, const TestFolder& folder, serve::SampleOptions options = {},
                     const MoreRoutes& more = {});

  /// A browser that is logged in as a new user.
  Client browser(const std::string& email, serve::Role role = serve::Role::user);
  /// The same user, who logged in again.
  Client again(const Client& client) { return {client.user_id, accounts.sign_in(client.user_id).token, ""}; }
  /// A program with a token of that user's.
  Client program(const Client& of, std::set<serve::Scope> scopes);

  serve::Response ask(const Client& client, serve::Request request);
  serve::Response get(const Client& client, const std::string& path, const std::string& query = "");
  /// A form that is ours, as a browser sends it: with its token.
  serve::Response post(const Client& client, const std::string& path, std::vector<SentPart> parts);
  serve::Response send(const Client& client, const std::string& method, const std::string& path,
                       const std::string& json);
  /// Keeps one digit by the API, and gives its id.
  std::string keep(const Client& client, int digit, int variant = 0);

  AccountsUnderTest accounts;
  std::unique_ptr<serve::FileStore> files;
  std::unique_ptr<serve::Samples> samples;
  std::unique_ptr<serve::Jobs> jobs;  ///< which nothing runs
  std::unique_ptr<serve::Trials> trials;
  std::vector<std::string> log;

 private:
  std::unique_ptr<serve::Gate> gate_;
  std::optional<serve::AccountFrame> frame_;
  std::unique_ptr<serve::RouteTable> table_;
};

void on_each_engine(const std::function<void(DataPagesUnderTest&)>& test, serve::SampleOptions options = {});

[[nodiscard]] bool has(const serve::Response& response, std::string_view text);

}  // namespace digitnet::test
