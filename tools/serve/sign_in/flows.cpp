#include "flows.hpp"

#include "flow_lifetime.hpp"
#include "flow_secrets.hpp"
#include "secret_token.hpp"

namespace digitnet::serve {
namespace {

DatabaseValue text_or_null(const std::optional<std::string>& text) {
  return text ? DatabaseValue(*text) : DatabaseValue();
}

}  // namespace

void keep_flow(Transaction& transaction, const FlowKey& key, const Flow& flow) {
  transaction.change(
      "INSERT INTO sign_in_flow (state_hash, browser_hash, provider, next_path, link_user_id, started_at) "
      "VALUES (:state, :browser, :provider, :next, :link, :started)",
      {token_hash(key.state), token_hash(key.cookie), flow.provider, flow.next, text_or_null(flow.link_to),
       value_of(flow.started)});
}

std::optional<Flow> take_flow(Transaction& transaction, const FlowKey& key, Time now) {
  if (!is_flow_secret(key.state) || !is_flow_secret(key.cookie)) return std::nullopt;
  const std::string state = token_hash(key.state);
  const auto row = transaction.row(
      "SELECT provider, next_path, link_user_id, started_at FROM sign_in_flow "
      "WHERE state_hash = :state AND browser_hash = :browser",
      {state, token_hash(key.cookie)});
  if (!row || transaction.change("DELETE FROM sign_in_flow WHERE state_hash = :state", {state}) != 1) return {};
  Flow flow{.provider = row->text(0), .next = row->text(1), .link_to = row->maybe_text(2), .started = row->time(3)};
  return is_alive(flow.started, now) ? std::optional(std::move(flow)) : std::nullopt;
}

void delete_old_flows(Transaction& transaction, Time now) {
  transaction.change("DELETE FROM sign_in_flow WHERE started_at <= :latest", {value_of(now - kSignInLifetime)});
}

}  // namespace digitnet::serve
