#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clock.hpp"
#include "database.hpp"
#include "provider_identity.hpp"

namespace digitnet::serve {

/// An identity that is linked to an account.
struct LinkedIdentity {
  std::string id;
  ProviderIdentity identity;  ///< as it was when it was last used; without the name
  Time linked_at;
  std::optional<Time> used_at;
};

inline constexpr std::size_t kMostIdentitiesOfUser = 10;

/// Which accounts people may sign in to by which identities. An identity belongs to one account at most, and is found
/// by issuer and subject alone, never by an e-mail address.
///
/// All throw DatabaseError.
class Identities {
 public:
  explicit Identities(Database& database) : database_(database) {}

  [[nodiscard]] std::vector<LinkedIdentity> of_user(const std::string& user);
  /// Ends the link; `has_other_way` says whether the account can be signed in to by anything but identities, such as a
  /// password. Throws SignInError `gone` when the user has no such identity, `last_way_in` when it is the only way.
  void unlink(const std::string& user, const std::string& identity_id,
              const std::function<bool(Transaction&)>& has_other_way);

 private:
  Database& database_;
};

/// The parts of other transactions.
[[nodiscard]] std::optional<std::string> find_user_of(Transaction& transaction, const ProviderIdentity& identity);
/// Links it, which counts as its first use. Nothing happens when it is linked to this user already. Throws SignInError
/// `linked_to_another`, `too_many`.
void link_identity(Transaction& transaction, const std::string& user, const ProviderIdentity& identity, Time now);
/// Remembers that it was used, and what the provider says now.
void note_identity_use(Transaction& transaction, const ProviderIdentity& identity, Time now);

}  // namespace digitnet::serve
