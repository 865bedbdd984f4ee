#include "account_frame.hpp"

#include <fmt/chrono.h>

#include "answer_head.hpp"
#include "own_path.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {

Response AccountFrame::page(const Visit& visit, const WebPage& page, PageData data, int status) const {
  data.set("csrf", visit.form_token);
  const std::vector<ProviderLink> known = providers();
  data.set("has_providers", !known.empty());
  PageData list{PageData::type::list};
  for (const ProviderLink& provider : known) {
    PageData entry;
    entry.set("id", provider.id);
    entry.set("label", provider.label);
    list.push_back(entry);
  }
  data.set("providers", list);
  const bool is_signed_in = visit.visitor.signed_in.has_value();
  const PageFrame frame{parts_.assets, {true, is_signed_in, is_signed_in && visit.user().is_admin()}};
  Response response{
      status, "text/html; charset=utf-8", render_page(page, std::move(data), frame), {{"Cache-Control", "no-store"}}};
  // A form that starts a sign-in ends at the provider.
  if (!known.empty()) response.fields.push_back(content_security_policy(parts_.sign_in->origins()));
  return response;
}

std::vector<ProviderLink> AccountFrame::providers() const {
  return parts_.sign_in == nullptr ? std::vector<ProviderLink>() : parts_.sign_in->providers();
}

std::string AccountFrame::label_of(const std::string& provider_id) const {
  for (const ProviderLink& provider : providers()) {
    if (provider.id == provider_id) return provider.label;
  }
  return provider_id;
}

Response AccountFrame::refused(const Visit& visit, const WebPage& shown, PageData data,
                               const AccountError& error) const {
  Response response = page(visit, shown, std::move(data), status_of(error));
  if (error.retry_after().count() > 0) response.fields.push_back(retry_after_field(error.retry_after()));
  return response;
}

Response AccountFrame::told(const Visit& visit, const Told& told, int status) const {
  PageData data;
  data.set("heading", told.title);
  data.set("text", told.text);
  data.set("to", told.to);
  data.set("button", told.button);
  return page(visit, account_page("told", told.title), std::move(data), status);
}

WebPage account_page(std::string name, std::string title) {
  return {std::move(name), std::move(title), "", "account.css"};
}

FormProblem problem_of(const AccountError& error) {
  return {error.field(), error.what()};
}

Response go_to(std::string place) {
  return {303, "", "", {{"Location", std::move(place)}}};
}

void begin_session(Response& response, const CookieNames& cookies, const NewSession& session) {
  response.fields.push_back(cookies.set(cookies.session, session.token));
  response.fields.push_back(cookies.forget(cookies.visitor));
}

std::string next_path(std::string_view named, std::string otherwise) {
  return !named.empty() && is_own_path(named) ? std::string(named) : std::move(otherwise);
}

std::string query_value(const Request& request, std::string_view name) {
  return query_value(request.query, name);
}

std::string shown_time(Time time) {
  return fmt::format("{:%d %b %Y, %H:%M} UTC", std::chrono::time_point_cast<std::chrono::seconds>(time));
}

}  // namespace digitnet::serve
