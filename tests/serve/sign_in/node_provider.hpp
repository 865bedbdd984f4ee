#pragma once

#include <memory>
#include <string>

#include "provider.hpp"
#include "support/database_places.hpp"
#include "support/process.hpp"

namespace digitnet::test {

/// Whether node and the npm package oidc-provider are there. When they are not, the test is to be skipped; where all
/// that tests need must be there (DIGITNET_REQUIRE_ALL), it fails instead.
[[nodiscard]] bool has_node_provider();

/// The real provider of tests/support/oidc_provider, as one of its profiles: `google`, `linkedin` or `generic`.
class NodeProvider {
 public:
  /// Sends people back to `redirect_uri`. Throws std::runtime_error when it does not start.
  NodeProvider(const std::string& profile, const std::string& redirect_uri);

  [[nodiscard]] const std::string& issuer() const { return issuer_; }

 private:
  TestFolder folder_;
  std::string issuer_;
  std::unique_ptr<Process> process_;
};

}  // namespace digitnet::test
