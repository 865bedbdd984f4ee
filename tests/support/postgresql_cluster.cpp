#include "support/postgresql_cluster.hpp"

#include <doctest/doctest.h>
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace digitnet::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The folder of the newest server that is installed; Debian keeps it out of PATH.
std::string find_programs() {
  std::string newest;
  int newest_version = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > newest_version && fs::exists(entry.path() / "bin/initdb")) {
      newest = (entry.path() / "bin/").string();
      newest_version = version;
    }
  }
  return newest;
}

// PostgreSQL refuses to run as root.
const passwd* owner_of_server() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user != nullptr ? user : getpwnam("nobody");
}

std::string make_folder() {
  std::string name = "/tmp/digitnet-pg-XXXXXX";  // short: a socket's path has 107 bytes at most
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name + ": cannot be made");
  if (const passwd* owner = owner_of_server();
      owner != nullptr && chown(name.c_str(), owner->pw_uid, owner->pw_gid) != 0) {
    throw std::runtime_error(name + ": cannot be given away");
  }
  return name;
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

PostgresqlCluster::PostgresqlCluster() : bin_(find_programs()), folder_(make_folder()) {
  const auto made = run("initdb", {"-D", folder_ + "/data", "-U", "digitnet", "-A", "trust", "-E", "UTF8", "--locale=C",
                                   "--no-sync", "--no-instructions"});
  if (made.exit_code != 0) throw std::runtime_error("initdb: " + made.out + made.err);
  start();
}

PostgresqlCluster::~PostgresqlCluster() {
  if (server_) stop(SIGINT);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::string> PostgresqlCluster::as_owner(const std::string& program) const {
  // Should the test be killed, the server ends, too.
  std::vector<std::string> words{"/usr/bin/setpriv", "--pdeathsig", "INT"};
  if (const passwd* owner = owner_of_server()) {
    words.insert(words.end(), {"--reuid", std::to_string(owner->pw_uid), "--regid", std::to_string(owner->pw_gid),
                               "--clear-groups"});
  }
  words.push_back(bin_ + program);
  return words;
}

ProcessResult PostgresqlCluster::run(const std::string& program, std::vector<std::string> words) const {
  std::vector<std::string> all = as_owner(program);
  all.insert(all.end(), words.begin(), words.end());
  ProcessOptions options;
  options.environment = {{"LC_ALL", "C"}};
  return run_process(all, options);
}

void PostgresqlCluster::start() {
  std::vector<std::string> words{"/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", folder_ + "/log"};
  for (const std::string& word : as_owner("postgres")) words.push_back(word);
  words.insert(words.end(), {"-D", folder_ + "/data", "-k", folder_, "-h", "", "-F", "-c", "max_connections=60", "-c",
                             "shared_buffers=16MB"});
  std::ofstream(folder_ + "/log", std::ios::app);
  fs::permissions(folder_ + "/log", fs::perms::all);
  server_ = std::make_unique<Process>(words);
  for (int i = 0; i < 600; ++i) {
    if (run("pg_isready", {"-q", "-h", folder_, "-U", "digitnet", "-d", "postgres"}).exit_code == 0) return;
    std::this_thread::sleep_for(50ms);
  }
  throw std::runtime_error("postgres does not start: " + read_text(folder_ + "/log"));
}

void PostgresqlCluster::stop(int signal) {
  server_->send_signal(signal);
  server_->wait();
  server_.reset();
}

std::string PostgresqlCluster::make_database() {
  const std::string name = "test" + std::to_string(++databases_);
  const auto made = run("createdb", {"-h", folder_, "-U", "digitnet", name});
  if (made.exit_code != 0) throw std::runtime_error("createdb: " + made.err);
  return "postgresql:///" + name + "?host=" + folder_ + "&user=digitnet";
}

bool has_postgresql() {
  if (!find_programs().empty()) return true;
  const bool required = std::getenv("DIGITNET_REQUIRE_ALL") != nullptr;
  CHECK_MESSAGE(!required, "PostgreSQL is not installed");
  MESSAGE("skipped: PostgreSQL is not installed");
  return false;
}

PostgresqlCluster& shared_postgresql_cluster() {
  static PostgresqlCluster cluster;
  return cluster;
}

}  // namespace digitnet::test
