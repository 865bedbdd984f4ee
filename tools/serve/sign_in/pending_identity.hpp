#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"
#include "provider_identity.hpp"

namespace digitnet::serve {

/// An identity that is kept for a browser, for kSignInLifetime.
struct PendingIdentity {
  ProviderIdentity identity;
  std::optional<std::string> user;  ///< the only account that it may be linked to; none: a new one
  std::string next;                 ///< is_own_path() or empty
};

/// In the place of what was kept for the browser with this cookie before.
void keep_pending_identity(Transaction& transaction, std::string_view cookie, const PendingIdentity& pending, Time now);
[[nodiscard]] std::optional<PendingIdentity> find_pending_identity(Transaction& transaction, std::string_view cookie,
                                                                   Time now);
/// Whether there was one.
bool drop_pending_identity(Transaction& transaction, std::string_view cookie);
void delete_old_pending_identities(Transaction& transaction, Time now);

}  // namespace digitnet::serve
