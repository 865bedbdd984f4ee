#include "sign_in_pages.hpp"

#include <array>
#include <memory>
#include <utility>

#include "identities.hpp"
#include "sign_in_error.hpp"

namespace digitnet::serve {
namespace {

int status_of(SignInProblem problem) {
  switch (problem) {
    case SignInProblem::unknown_provider:
    case SignInProblem::gone:
      return 404;
    case SignInProblem::bad_request:
    case SignInProblem::declined:
      return 400;
    case SignInProblem::provider_down:
      return 503;
    case SignInProblem::provider_wrong:
      return 502;
    case SignInProblem::linked_to_another:
    case SignInProblem::too_many:
    case SignInProblem::last_way_in:
      return 409;
  }
  return 500;
}

class SignInPages {
 public:
  SignInPages(Accounts& accounts, SignIn& sign_in, const AccountFrame& frame)
      : accounts_(accounts), sign_in_(sign_in), frame_(frame) {}

  [[nodiscard]] Response start(const Visit& visit) {
    return to_provider({visit.request.path_values.front(), std::string(visit.form.value("next"))});
  }

  [[nodiscard]] Response start_linking(const Visit& visit) {
    accounts_.sessions().require_recent_authentication(visit.signed_in().session);
    return to_provider({visit.request.path_values.front(), "/account?done=linked", visit.user().id});
  }

  [[nodiscard]] Response unlink(const Visit& visit) {
    accounts_.sessions().require_recent_authentication(visit.signed_in().session);
    const bool has_password = visit.user().has_password;
    Identities(accounts_.context().database)
        .unlink(visit.user().id, visit.request.path_values.front(),
                [has_password](Transaction&) { return has_password; });
    return go_to("/account?done=unlinked");
  }

  [[nodiscard]] Response come_back(const Visit& visit) {
    SignInCallback callback{visit.request.path_values.front(), visit.request.query, cookie_of(visit), {}};
    if (visit.visitor.signed_in) callback.user = visit.user().id;
    SignInOutcome outcome = sign_in_.finish(callback);
    return std::visit([&](auto& what) { return go_on(visit, what); }, outcome);
  }

  [[nodiscard]] Response show_new(const Visit& visit) {
    const auto pending = sign_in_.pending(cookie_of(visit));
    if (!pending || pending->user) return nothing_waits(visit);
    return question(visit, {"A new account", "Make an account for " + pending->identity.email + "?", "/sign-in/new",
                            "Make the account"});
  }

  [[nodiscard]] Response make_new(const Visit& visit) {
    const std::string user =
        sign_in_.finish_pending(cookie_of(visit), [&](Transaction& transaction, const ProviderIdentity& identity) {
          return accounts_.registration().create_vouched(transaction, {identity.name, identity.email}, visit.origin);
        });
    return signed_in(visit, user, "provider", "/account");
  }

  [[nodiscard]] Response show_link(const Visit& visit) {
    const auto pending = sign_in_.pending(cookie_of(visit));
    if (!pending || pending->user != visit.user().id) return nothing_waits(visit);
    return question(visit, {"Link the provider",
                            "Shall this account be signed in to by " + label_of(pending->identity) +
                                ", too? It has the same address, " + pending->identity.email + ".",
                            "/sign-in/link", "Link it"});
  }

  [[nodiscard]] Response link(const Visit& visit) {
    sign_in_.link_pending(cookie_of(visit), visit.user().id);
    return without_cookie(go_to("/account?done=linked"));
  }

  /// What a page says when `work` throws.
  template <typename Work>
  [[nodiscard]] Response explained(const Visit& visit, Work work) {
    try {
      return work();
    } catch (const SignInError& error) {
      frame_.log(error.what());
      const bool is_signed_in = visit.visitor.signed_in.has_value();
      return frame_.told(visit,
                         {"The sign-in did not work", error.for_person(), is_signed_in ? "/account" : "/login",
                          is_signed_in ? "To the account" : "To the login"},
                         status_of(error.problem()));
    }
  }

 private:
  [[nodiscard]] std::string cookie_of(const Visit& visit) const {
    return std::string(visit.cookie(frame_.cookies().sign_in));
  }

  Response to_provider(const SignInStart& start) {
    SignInRedirect redirect = sign_in_.start(start);
    Response response = go_to(std::move(redirect.url));
    response.fields.push_back(frame_.cookies().set(frame_.cookies().sign_in, redirect.cookie, kSignInLifetime));
    return response;
  }

  [[nodiscard]] Response without_cookie(Response response) const {
    response.fields.push_back(frame_.cookies().forget(frame_.cookies().sign_in));
    return response;
  }

  /// What the cookie stands for lives from now on for as long as it did from the start.
  [[nodiscard]] Response kept(const Visit& visit, Response response) const {
    response.fields.push_back(frame_.cookies().set(frame_.cookies().sign_in, cookie_of(visit), kSignInLifetime));
    return response;
  }

  Response signed_in(const Visit& visit, const std::string& user, std::string_view how, std::string next) {
    Response response = go_to(std::move(next));
    begin_session(response, frame_.cookies(), accounts_.login().sign_in(user, how, visit.origin));
    return without_cookie(std::move(response));
  }

  Response go_on(const Visit& visit, const KnownPerson& person) {
    return signed_in(visit, person.user, visit.request.path_values.front(), next_path(person.next, "/account"));
  }
  Response go_on(const Visit&, const IdentityLinked& linked) {
    return without_cookie(go_to(next_path(linked.next, "/account?done=linked")));
  }
  Response go_on(const Visit& visit, const NewPerson& person) {
    if (person.identity.email_verified && !person.identity.email.empty()) return kept(visit, go_to("/sign-in/new"));
    sign_in_.drop_pending(cookie_of(visit));
    return frame_.told(
        visit, {"An address is missing",
                label_of(person.identity) + " does not vouch for an email address. Make an account by "
                                            "the form; then link the provider to it on the page of the account.",
                "/register", "Make an account"});
  }
  Response go_on(const Visit& visit, const LoginToLink&) {
    return kept(visit, go_to("/login?done=link&next=/sign-in/link"));
  }
  Response go_on(const Visit& visit, const EmailNotVerified& person) {
    return frame_.told(visit,
                       {"That address has an account",
                        "An account here has the address that " + label_of(person.identity) +
                            " names but does not vouch for. Log in by the password; then link the provider on "
                            "the page of the account.",
                        "/login", "Log in"},
                       409);
  }

  Response question(const Visit& visit, const std::array<std::string, 4>& texts) const {
    PageData data;
    data.set("heading", texts[0]);
    data.set("text", texts[1]);
    data.set("action", texts[2]);
    data.set("button", texts[3]);
    return frame_.page(visit, account_page("press", texts[0]), std::move(data));
  }

  [[nodiscard]] Response nothing_waits(const Visit& visit) const {
    return frame_.told(visit, {"That is over", "It took too long, or was done already.", "/login", "To the login"},
                       410);
  }

  [[nodiscard]] std::string label_of(const ProviderIdentity& identity) const {
    return frame_.label_of(identity.provider);
  }

  Accounts& accounts_;
  SignIn& sign_in_;
  const AccountFrame& frame_;
};

}  // namespace

void add_sign_in_pages(Routes& routes, Gate& gate, Accounts& accounts, SignIn& sign_in, const AccountFrame& frame) {
  const auto pages = std::make_shared<SignInPages>(accounts, sign_in, frame);
  constexpr bool kAsksProvider = true;
  const auto add = [&](const char* method, const std::string& path, Access access, auto answer,
                       bool asks_provider = false) {
    GatedRoute route{method, path, access, std::nullopt, [pages, answer](const Visit& visit) {
                       return pages->explained(visit, [&] { return ((*pages).*answer)(visit); });
                     }};
    route.asks_others = asks_provider;
    gate.add(routes, std::move(route));
  };
  add("POST", "/auth/{provider}", Access::everyone, &SignInPages::start, kAsksProvider);
  add("GET", "/auth/{provider}/callback", Access::everyone, &SignInPages::come_back, kAsksProvider);
  add("GET", "/sign-in/new", Access::everyone, &SignInPages::show_new);
  add("POST", "/sign-in/new", Access::everyone, &SignInPages::make_new);
  add("GET", "/sign-in/link", Access::user, &SignInPages::show_link);
  add("POST", "/sign-in/link", Access::user, &SignInPages::link);
  add("POST", "/account/identities/{provider}", Access::user, &SignInPages::start_linking, kAsksProvider);
  add("POST", "/account/identities/{id}/unlink", Access::user, &SignInPages::unlink);
}

}  // namespace digitnet::serve
