#include "sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

#include "authorization_url.hpp"
#include "callback_query.hpp"
#include "flow_secrets.hpp"
#include "flows.hpp"
#include "identify_person.hpp"
#include "identities.hpp"
#include "origin.hpp"
#include "own_path.hpp"
#include "provider_documents.hpp"
#include "provider_problems.hpp"
#include "secret_token.hpp"
#include "sign_in_error.hpp"

namespace digitnet::serve {
namespace {

struct ConnectedProvider {
  ConnectedProvider(Provider known, Clock clock) : provider(std::move(known)), documents(provider, std::move(clock)) {}
  Provider provider;
  ProviderDocuments documents;
};

SignInError bad_request(const std::string& detail) {
  return {SignInProblem::bad_request,
          "This sign-in was not started in this browser, has been used, or took more than ten minutes. Start again.",
          "sign-in: " + detail};
}

SignInError nothing_pending() {
  return {SignInProblem::gone, "This took more than ten minutes, or was done already. Start again.",
          "sign-in: no identity is kept for this browser and this account"};
}

// RFC 6749, section 4.1.2.1; the last two are LinkedIn's.
SignInError error_answer(const Provider& provider, const std::string& error) {
  if (error == "access_denied" || error == "user_cancelled_login" || error == "user_cancelled_authorize") {
    return {SignInProblem::declined, fmt::format("You were not signed in by {}.", provider.label),
            fmt::format("{}: the person declined", provider.id)};
  }
  const std::string detail = fmt::format("{}: its callback brings an error", provider.id);
  if (error == "server_error" || error == "temporarily_unavailable") return provider_is_down(provider.label, detail);
  return provider_is_wrong(provider.label, detail);
}

// A code from another provider must not be sent to this one (RFC 9207, section 2.4).
void check_issuer(const std::optional<std::string>& issuer, ConnectedProvider& connected) {
  if (issuer && *issuer != connected.provider.issuer) throw bad_request("iss is that of another provider");
  if (!issuer && connected.documents.metadata().sends_issuer) throw bad_request("iss is missing");
}

}  // namespace

struct SignIn::State {
  Database& database;
  SignInOptions options;
  std::map<std::string, ConnectedProvider, std::less<>> providers = {};
  std::vector<ProviderLink> links = {};

  ConnectedProvider& provider(const std::string& id) {
    const auto found = providers.find(id);
    if (found != providers.end()) return found->second;
    throw SignInError(SignInProblem::unknown_provider, "There is no such way to sign in here.",
                      "sign-in: unknown provider");
  }
  [[nodiscard]] std::optional<std::string> account_of(Transaction& transaction,
                                                      const ProviderIdentity& identity) const {
    return identity.email.empty() ? std::nullopt : options.user_of_email(transaction, identity.email);
  }
  SignInOutcome link(Transaction& transaction, const Flow& flow, const ProviderIdentity& identity) const;
  SignInOutcome sign_in(Transaction& transaction, const Flow& flow, const ProviderIdentity& identity,
                        const std::string& cookie) const;
};

// Also here an address that the provider has not verified and that is an account's is refused, though the identity
// would never be found by it: it would be shown beside the account as if it were that person's.
SignInOutcome SignIn::State::link(Transaction& transaction, const Flow& flow, const ProviderIdentity& identity) const {
  if (!identity.email_verified && account_of(transaction, identity)) return EmailNotVerified{identity, flow.next};
  link_identity(transaction, *flow.link_to, identity, options.clock());
  return IdentityLinked{*flow.link_to, flow.next};
}

SignInOutcome SignIn::State::sign_in(Transaction& transaction, const Flow& flow, const ProviderIdentity& identity,
                                     const std::string& cookie) const {
  if (auto user = find_user_of(transaction, identity)) {
    note_identity_use(transaction, identity, options.clock());
    return KnownPerson{*std::move(user), flow.next};
  }
  const auto account = account_of(transaction, identity);
  if (account && !identity.email_verified) return EmailNotVerified{identity, flow.next};
  keep_pending_identity(transaction, cookie, {.identity = identity, .user = account, .next = flow.next},
                        options.clock());
  if (account) return LoginToLink{identity, flow.next};
  return NewPerson{identity, flow.next};
}

SignIn::SignIn(Database& database, SignInOptions options)
    : state_(std::make_unique<State>(State{.database = database, .options = std::move(options)})) {
  assert(state_->options.user_of_email);
  for (const Provider& provider : state_->options.providers) {
    state_->links.push_back({provider.id, provider.label});
    state_->providers.try_emplace(provider.id, provider, state_->options.clock);
  }
}

SignIn::~SignIn() = default;

const std::vector<ProviderLink>& SignIn::providers() const {
  return state_->links;
}

std::vector<std::string> SignIn::origins() const {
  std::vector<std::string> origins;
  for (const auto& [id, connected] : state_->providers) {
    origins.push_back(origin_of(connected.provider.issuer));
    const std::string endpoint = connected.documents.known_authorization_endpoint();
    if (!endpoint.empty()) origins.push_back(origin_of(endpoint));
  }
  std::ranges::sort(origins);
  origins.erase(std::ranges::unique(origins).begin(), origins.end());
  return origins;
}

SignInRedirect SignIn::start(const SignInStart& start) {
  ConnectedProvider& connected = state_->provider(start.provider);
  const std::string endpoint = connected.documents.metadata().authorization_endpoint;
  const FlowKey key{.state = new_secret_token(), .cookie = new_secret_token()};
  const Time now = state_->options.clock();
  const Flow flow{.provider = start.provider,
                  .next = is_own_path(start.next) ? start.next : std::string(),
                  .link_to = start.link_to,
                  .started = now};
  state_->database.write([&](Transaction& transaction) {
    delete_old_flows(transaction, now);
    delete_old_pending_identities(transaction, now);
    keep_flow(transaction, key, flow);
  });
  const AuthorizationRequest request{.endpoint = endpoint,
                                     .redirect_uri = redirect_uri(state_->options.public_url, start.provider),
                                     .state = key.state,
                                     .secrets = derive_flow_secrets(key.cookie, key.state)};
  return {.url = authorization_url(connected.provider, request), .cookie = key.cookie};
}

SignInOutcome SignIn::finish(const SignInCallback& callback) {
  ConnectedProvider& connected = state_->provider(callback.provider);
  CallbackQuery query;
  try {
    query = parse_callback_query(callback.query);
  } catch (const FormatError& error) {
    throw bad_request(error.what());
  }
  const FlowKey key{.state = query.state, .cookie = callback.cookie};
  const auto flow = state_->database.write(
      [&](Transaction& transaction) { return take_flow(transaction, key, state_->options.clock()); });
  if (!flow) throw bad_request("the state is missing, of another browser, used or too old");
  if (flow->provider != callback.provider) throw bad_request("the state is that of another provider");
  if (flow->link_to && flow->link_to != callback.user) throw bad_request("the user who began is not signed in");
  check_issuer(query.issuer, connected);
  if (!query.error.empty()) throw error_answer(connected.provider, query.error);
  const CodeGrant grant{.code = query.code,
                        .redirect_uri = redirect_uri(state_->options.public_url, callback.provider),
                        .secrets = derive_flow_secrets(key.cookie, key.state),
                        .started = flow->started};
  const ProviderIdentity identity =
      identify_person(connected.provider, connected.documents, grant, state_->options.clock);
  return state_->database.write([&](Transaction& transaction) {
    return flow->link_to ? state_->link(transaction, *flow, identity)
                         : state_->sign_in(transaction, *flow, identity, callback.cookie);
  });
}

std::optional<PendingIdentity> SignIn::pending(std::string_view cookie) {
  if (!is_flow_secret(cookie)) return std::nullopt;
  return state_->database.read(
      [&](Transaction& transaction) { return find_pending_identity(transaction, cookie, state_->options.clock()); });
}

void SignIn::link_pending(std::string_view cookie, const std::string& user) {
  state_->database.write([&](Transaction& transaction) {
    const Time now = state_->options.clock();
    const auto pending = find_pending_identity(transaction, cookie, now);
    if (!pending || pending->user != user || !drop_pending_identity(transaction, cookie)) throw nothing_pending();
    link_identity(transaction, user, pending->identity, now);
  });
}

std::string SignIn::finish_pending(std::string_view cookie,
                                   const std::function<std::string(Transaction&, const ProviderIdentity&)>& create) {
  return state_->database.write([&](Transaction& transaction) {
    const Time now = state_->options.clock();
    const auto pending = find_pending_identity(transaction, cookie, now);
    if (!pending || pending->user || !drop_pending_identity(transaction, cookie)) throw nothing_pending();
    std::string user = create(transaction, pending->identity);
    link_identity(transaction, user, pending->identity, now);
    return user;
  });
}

void SignIn::drop_pending(std::string_view cookie) {
  if (!is_flow_secret(cookie)) return;
  state_->database.write([&](Transaction& transaction) { drop_pending_identity(transaction, cookie); });
}

void SignIn::sweep() {
  state_->database.write([&](Transaction& transaction) {
    const Time now = state_->options.clock();
    delete_old_flows(transaction, now);
    delete_old_pending_identities(transaction, now);
  });
}

}  // namespace digitnet::serve
