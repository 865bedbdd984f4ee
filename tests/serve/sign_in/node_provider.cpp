#include "serve/sign_in/node_provider.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

namespace digitnet::test {
namespace {

const std::string kFolder = DIGITNET_SOURCE_DIR "/tests/support/oidc_provider";

// Node's path, or nothing.
std::string find_node() {
  const ProcessResult found = run_process({"/bin/sh", "-c", "command -v node"});
  return found.exit_code == 0 ? found.out.substr(0, found.out.find('\n')) : std::string();
}

}  // namespace

bool has_node_provider() {
  const bool is_there = !find_node().empty() && std::filesystem::exists(kFolder + "/node_modules/oidc-provider");
  if (is_there) return true;
  const char* reason = "node, or the npm packages of tests/support/oidc_provider (npm install), are not there";
  if (std::getenv("DIGITNET_REQUIRE_ALL") != nullptr) {
    FAIL_CHECK(reason);
  } else {
    MESSAGE("skipped: " << reason);
  }
  return false;
}

NodeProvider::NodeProvider(const std::string& profile, const std::string& redirect_uri) {
  const std::string port_file = folder_.path("port");
  const nlohmann::json settings{{"profile", profile},
                                {"redirect_uris", {redirect_uri}},
                                {"client_id", "digit:net"},
                                {"client_secret", "a secret: of +%/= and more"}};
  process_ = std::make_unique<Process>(
      std::vector<std::string>{find_node(), kFolder + "/provider.js", settings.dump(), port_file});
  for (int tries = 0; tries < 600; ++tries) {
    std::string port;
    if (std::getline(std::ifstream(port_file), port)) {
      issuer_ = "http://127.0.0.1:" + port + (profile == "linkedin" ? "/oauth" : "");
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  process_->send_signal(SIGKILL);
  throw std::runtime_error("oidc-provider does not start: " + process_->wait().err);
}

}  // namespace digitnet::test
