#pragma once

#include <memory>
#include <string>

#include "support/process.hpp"

namespace digitnet::test {

/// A PostgreSQL server of the test's own, on a socket in a new folder; it ends with the test.
class PostgresqlCluster {
 public:
  /// Throws std::runtime_error when it does not start.
  PostgresqlCluster();
  ~PostgresqlCluster();
  PostgresqlCluster(const PostgresqlCluster&) = delete;
  PostgresqlCluster& operator=(const PostgresqlCluster&) = delete;

  /// The URL of a new, empty database.
  [[nodiscard]] std::string make_database();
  /// Ends the server, at once as if the machine lost power when `signal` is SIGQUIT.
  void stop(int signal);
  void start();
  [[nodiscard]] const Process& server() const { return *server_; }

 private:
  ProcessResult run(const std::string& program, std::vector<std::string> words) const;
  [[nodiscard]] std::vector<std::string> as_owner(const std::string& program) const;

  std::string bin_;
  std::string folder_;
  int databases_ = 0;
  std::unique_ptr<Process> server_;
};

/// Whether PostgreSQL is installed. When it is not, the test is to be skipped; where all that tests need must be there
/// (DIGITNET_REQUIRE_ALL), it fails instead.
[[nodiscard]] bool has_postgresql();

/// One for all tests of the program.
[[nodiscard]] PostgresqlCluster& shared_postgresql_cluster();

}  // namespace digitnet::test
