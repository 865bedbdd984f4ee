#pragma once

#include <filesystem>
#include <vector>

#include "provider.hpp"

namespace digitnet::serve {

/// Reads the providers from a JSON file, a list of
/// `{"id", "label", "kind", "issuer", "client_id", "client_secret" or "client_secret_file", "pkce", "nonce",
/// "token_auth", "scopes"}`. The kinds `google` and `linkedin` know all that their client's registration does not say,
/// `generic` needs an issuer; what is given overrides what the kind knows. A secret's file is found from the folder of
/// the providers' file, and may end in a line end.
///
/// Throws FileError when a file cannot be read or is open to others than its owner, FormatError for an unknown key, a
/// wrong type, an id or issuer that comes twice, and an issuer that is neither https nor on a loopback address.
[[nodiscard]] std::vector<Provider> read_provider_file(const std::filesystem::path& path);

}  // namespace digitnet::serve
