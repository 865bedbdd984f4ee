#include "own_model_choice.hpp"

#include <exception>
#include <utility>

#include "bearer_token.hpp"
#include "cookies.hpp"

namespace digitnet::serve {
namespace {

constexpr int kThreads = 2;
constexpr std::size_t kMostWaiting = 256;

}  // namespace

OwnModelChoice::OwnModelChoice(Accounts& accounts, ModelShelf& shelf, const CookieNames& cookies,
                               std::function<void(const std::string&)> log)
    : accounts_(accounts),
      shelf_(shelf),
      session_cookie_(cookies.session),
      log_(std::move(log)),
      pool_(kThreads, kMostWaiting) {}

void OwnModelChoice::choose(const Request& request, const std::function<void(ChosenModel)>& give) {
  const std::string token(bearer_token(request));
  const std::string cookie(find_cookie(parse_cookies(request.field("Cookie")), session_cookie_));
  if (token.empty() && cookie.empty()) return give({shelf_.model_for_stranger(request.client), 200, {}});
  const auto look = [this, token, cookie, client = request.client, give] {
    ChosenModel chosen;
    try {
      chosen = token.empty() ? choice_for_session(cookie, client) : choice_for_token(token);
    } catch (const std::exception& error) {
      log_(error.what());
    }
    give(std::move(chosen));
  };
  if (!pool_.post(look)) give({});
}

ChosenModel OwnModelChoice::choice_for_token(const std::string& token) {
  const auto caller = accounts_.api_tokens().find(token);
  if (!caller) return {nullptr, 401, "This API token is none, or no longer one."};
  if (!caller->may(Scope::recognize)) return {nullptr, 403, "The API token lacks the scope 'recognize'."};
  return {shelf_.model_for_user(caller->user.id), 200, {}};
}

ChosenModel OwnModelChoice::choice_for_session(const std::string& cookie, const std::string& client) {
  const auto signed_in = accounts_.sessions().find(cookie);
  return {signed_in ? shelf_.model_for_user(signed_in->user.id) : shelf_.model_for_stranger(client), 200, {}};
}

}  // namespace digitnet::serve
