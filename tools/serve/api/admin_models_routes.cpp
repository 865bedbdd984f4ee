#include "admin_models_routes.hpp"

#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "acting_administrator.hpp"
#include "admin_json.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "multipart.hpp"
#include "page_query.hpp"
#include "sent_pictures.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

Json models_of(const Page<ModelVersion>& page) {
  Json list = Json::array();
  for (const ModelVersion& version : page.rows) list.push_back(model_json(version));
  return {{"models", std::move(list)}, {"has_more", page.has_more}};
}

Json whole_model(Promotion& promotion, const std::string& id) {
  Json json = model_json(promotion.get(id));
  json["gate"] = gate_json(promotion.gate(id));
  const auto evaluation = promotion.last_evaluation(id);
  json["evaluation"] = evaluation ? job_json(*evaluation) : Json();
  return json;
}

Response made(Maintenance& maintenance, const std::string& id) {
  Response response = json_answer(201, whole_model(maintenance.promotion(), id));
  response.fields.push_back({"Location", "/api/v1/admin/models/" + id});
  return response;
}

Response list(Maintenance& maintenance, const Visit& visit) {
  return json_answer(200, models_of(maintenance.promotion().versions(page_of_whole_query(visit.request.query))));
}

Response upload(Maintenance& maintenance, const Visit& visit) {
  if (!is_multipart(visit.request.field("Content-Type"))) {
    throw UnfitRequest(415, "Content-Type: expected multipart/form-data.");
  }
  const std::vector<FormFile> files = visit.form.files("file");
  const SentModel sent = sent_model(visit, files);
  return made(maintenance, maintenance.promotion().upload(acting_administrator(visit), sent.bytes, sent.note));
}

Response get(Maintenance& maintenance, const Visit& visit) {
  return json_answer(200, whole_model(maintenance.promotion(), id_of(visit)));
}

Response remove(Maintenance& maintenance, const Visit& visit) {
  maintenance.promotion().remove(acting_administrator(visit), id_of(visit));
  return no_content();
}

Response evaluate(Maintenance& maintenance, const Visit& visit) {
  const std::string job = maintenance.promotion().evaluate(acting_administrator(visit), id_of(visit));
  return json_answer(202, {{"job", job}});
}

Response served(Maintenance& maintenance, const Visit&) {
  return json_answer(200, served_json(maintenance.promotion().served()));
}

Response promote(Maintenance& maintenance, const Visit& visit) {
  const std::string note = text_in(json_body(visit.request, {"note"}), "note");
  maintenance.promotion().promote(acting_administrator(visit), id_of(visit), note);
  return served(maintenance, visit);
}

Response roll_back(Maintenance& maintenance, const Visit& visit) {
  const std::string promotion = text_in(json_body(visit.request, {"promotion"}), "promotion");
  maintenance.promotion().roll_back(acting_administrator(visit), promotion);
  return served(maintenance, visit);
}

Response set_canary(Maintenance& maintenance, const Visit& visit) {
  const auto body = json_body(visit.request, {"version", "percent"});
  if (!body["percent"].is_number_integer()) {
    throw AccountError(AccountError::Kind::invalid, "percent", "percent: expected a whole number.");
  }
  const auto percent = body["percent"].get<std::int64_t>();
  const bool is_share = percent >= 0 && percent <= 100;  // which of these, is the service's to say
  maintenance.promotion().set_canary(acting_administrator(visit), text_in(body, "version"),
                                     is_share ? static_cast<int>(percent) : 0);
  return served(maintenance, visit);
}

Response end_canary(Maintenance& maintenance, const Visit& visit) {
  maintenance.promotion().end_canary(acting_administrator(visit));
  return no_content();
}

Response promotions(Maintenance& maintenance, const Visit& visit) {
  const auto page = maintenance.promotion().history(page_of_whole_query(visit.request.query));
  Json list = Json::array();
  for (const PromotionRow& row : page.rows) list.push_back(promotion_json(row));
  return json_answer(200, {{"promotions", std::move(list)}, {"has_more", page.has_more}});
}

Response test_set(Maintenance& maintenance, const Visit&) {
  return json_answer(200, {{"test_set", test_set_json(maintenance.promotion().test_set())}});
}

Response set_test_set(Maintenance& maintenance, const Visit& visit) {
  maintenance.promotion().set_test_set(acting_administrator(visit));
  return test_set(maintenance, visit);
}

Response clear_test_set(Maintenance& maintenance, const Visit& visit) {
  maintenance.promotion().clear_test_set(acting_administrator(visit));
  return no_content();
}

Response user_versions(Maintenance& maintenance, const Visit& visit) {
  const auto page = maintenance.promotion().versions_of_users(page_of_whole_query(visit.request.query));
  Json list = Json::array();
  for (const UserVersion& of_user : page.rows) {
    list.push_back(model_json(of_user.version));
    list.back()["owner"] = of_user.version.owner_id.value();
  }
  return json_answer(200, {{"models", std::move(list)}, {"has_more", page.has_more}});
}

Response take(Maintenance& maintenance, const Visit& visit) {
  const std::string note = text_in(json_body(visit.request, {"note"}), "note");
  return made(maintenance, maintenance.promotion().take(acting_administrator(visit), id_of(visit), note));
}

Response updates(Maintenance& maintenance, const Visit&) {
  Json list = Json::array();
  const bool is_on = maintenance.jobs().updates().is_on();
  if (is_on) {
    for (const OfferedModel& offered : maintenance.jobs().updates().look()) list.push_back(update_json(offered));
  }
  return json_answer(200, {{"on", is_on}, {"updates", std::move(list)}});
}

Response take_update(Maintenance& maintenance, const Visit& visit) {
  return made(maintenance, maintenance.jobs().updates().take(acting_administrator(visit), id_of(visit)));
}

}  // namespace

void add_admin_models_routes(const AddAdminRoute& add) {
  add("GET", "/api/v1/admin/models", list, 0);
  add("POST", "/api/v1/admin/models", upload, kMostModelForm_bytes);
  add("GET", "/api/v1/admin/models/{id}", get, 0);
  add("DELETE", "/api/v1/admin/models/{id}", remove, kMostJson_bytes);
  add("POST", "/api/v1/admin/models/{id}/evaluate", evaluate, kMostJson_bytes);
  add("POST", "/api/v1/admin/models/{id}/promote", promote, kMostJson_bytes);
  add("GET", "/api/v1/admin/served", served, 0);
  add("POST", "/api/v1/admin/served/roll-back", roll_back, kMostJson_bytes);
  add("PUT", "/api/v1/admin/canary", set_canary, kMostJson_bytes);
  add("DELETE", "/api/v1/admin/canary", end_canary, kMostJson_bytes);
  add("GET", "/api/v1/admin/promotions", promotions, 0);
  add("GET", "/api/v1/admin/test-set", test_set, 0);
  add("POST", "/api/v1/admin/test-set", set_test_set, kMostJson_bytes);
  add("DELETE", "/api/v1/admin/test-set", clear_test_set, kMostJson_bytes);
  add("GET", "/api/v1/admin/user-versions", user_versions, 0);
  add("POST", "/api/v1/admin/user-versions/{id}/take", take, kMostJson_bytes);
  constexpr bool kAsksOthers = true;
  add("GET", "/api/v1/admin/updates", {updates, kAsksOthers}, 0);
  add("POST", "/api/v1/admin/updates/{id}/take", {take_update, kAsksOthers}, kMostJson_bytes);
}

}  // namespace digitnet::serve
