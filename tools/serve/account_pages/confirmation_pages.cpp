#include "confirmation_pages.hpp"

#include <utility>

namespace digitnet::serve {
namespace {

constexpr std::chrono::hours kFlowLifetime{24};

PageData confirmation_data(const Visit& visit, const ConfirmationView& view, const ConfirmationPlace& place) {
  const bool is_code = view.channel == ConfirmationChannel::code;
  PageData data;
  if (is_code) set_fields(data, "confirm", {code_field()}, place.error ? problem_of(*place.error) : FormProblem{});
  if (!is_code && place.error != nullptr) data.set("problem", place.error->what());
  if (query_value(visit.request, "done") == "sent") data.set("done", "Another mail is on its way.");
  data.set("email", view.email);
  data.set("is_code", is_code);
  data.set("action", place.action);
  data.set("can_resend", place.can_resend);
  data.set("channel", is_code ? "code" : "link");
  data.set("other_channel", is_code ? "link" : "code");
  return data;
}

}  // namespace

Response confirmation_page(const AccountFrame& frame, const Visit& visit, const std::optional<ConfirmationView>& view,
                           const ConfirmationPlace& place) {
  if (!view) return dead_link_page(frame, visit, place.start);
  const WebPage page = account_page("confirm", "Look into your mail");
  PageData data = confirmation_data(visit, *view, place);
  if (place.error != nullptr) return frame.refused(visit, page, std::move(data), *place.error);
  return frame.page(visit, page, std::move(data));
}

Response link_page(const AccountFrame& frame, const Visit& visit, const std::optional<ConfirmationView>& view,
                   const LinkPage& page) {
  if (!view) return dead_link_page(frame, visit, page.start);
  const WebPage press = account_page("press", page.title);
  PageData data;
  set_fields(data, "link", page.fields, page.error != nullptr ? problem_of(*page.error) : FormProblem{});
  data.set("heading", page.title);
  data.set("text", page.question + " " + view->email);
  data.set("action", visit.request.path);
  data.set("button", "Confirm");
  Response response = page.error != nullptr ? frame.refused(visit, press, std::move(data), *page.error)
                                            : frame.page(visit, press, std::move(data));
  hide_referrer(response);
  return response;
}

Response dead_link_page(const AccountFrame& frame, const Visit& visit, const std::string& start) {
  Response response = frame.told(visit,
                                 {"That is over",
                                  "What you want to confirm was confirmed already, took too long, or was asked for in "
                                  "another browser.",
                                  start, "Begin anew"},
                                 410);
  hide_referrer(response);
  return response;
}

Field flow_cookie(const CookieNames& cookies, const std::string& token) {
  return cookies.set(cookies.flow, token, kFlowLifetime);
}

ConfirmationChannel asked_channel(const Visit& visit) {
  return confirmation_channel_named(visit.form.value("channel")).value_or(ConfirmationChannel::link);
}

void hide_referrer(Response& response) {
  response.fields.push_back({"Referrer-Policy", "no-referrer"});
}

}  // namespace digitnet::serve
