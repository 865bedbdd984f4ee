#pragma once

#include <optional>
#include <string>

#include "formats/strict_json.hpp"

namespace digitnet::serve {

/// What an ID token, or the userinfo endpoint, says of a person (OpenID Connect Core 1.0, section 5.1).
struct PersonClaims {
  std::string subject;
  std::string email;  ///< empty when none is told, or none that could be one
  std::optional<bool> email_verified;
  std::string name;  ///< empty when none is told, or none that could be shown
};

/// Throws FormatError when there is no subject of 1 to 255 bytes without control characters. All else may be missing or
/// strange, and is then empty.
[[nodiscard]] PersonClaims read_person_claims(ObjectReader& object);

}  // namespace digitnet::serve
