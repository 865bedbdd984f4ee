#pragma once

#include <string>
#include <variant>

#include "provider_identity.hpp"

namespace digitnet::serve {

/// The identity is linked to this account: make a new session of it. Whether the account is disabled is not looked at.
struct KnownPerson {
  std::string user;
  std::string next;
};

/// The signed-in user asked for it, and the identity is linked to the account now.
struct IdentityLinked {
  std::string user;
  std::string next;
};

/// Nobody here has this identity, nor an account of its e-mail address. The identity is kept for this browser
/// (SignIn::pending) until SignIn::finish_pending() has made an account. An address that is not verified, or empty, is
/// to be confirmed like that of any registration.
struct NewPerson {
  ProviderIdentity identity;
  std::string next;
};

/// A local account has the e-mail address, which the provider has verified. They are not one because of that: the
/// identity is kept for this browser, and SignIn::link_pending() links it after a login to that account.
struct LoginToLink {
  ProviderIdentity identity;
  std::string next;
};

/// A local account has the e-mail address, and the provider has not verified that it is this person's: nothing was
/// done, and nothing is kept.
struct EmailNotVerified {
  ProviderIdentity identity;
  std::string next;
};

/// What is to be done for somebody who comes back from a provider; `next` is a path of this server, or empty.
using SignInOutcome = std::variant<KnownPerson, IdentityLinked, NewPerson, LoginToLink, EmailNotVerified>;

}  // namespace digitnet::serve
