#include "trainings_routes.hpp"

#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "attachment.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "page_query.hpp"
#include "training_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

Response list_trainings(Jobs& jobs, const Visit& visit) {
  const Page<Job> page = jobs.training().list(visit.user(), page_of_whole_query(visit.request.query));
  Json list = Json::array();
  for (const Job& job : page.rows) list.push_back(training_json(job));
  return json_answer(200, {{"trainings", std::move(list)},
                           {"has_more", page.has_more},
                           {"needs", needs_json(jobs.training().needs(visit.user()))}});
}

Response begin_training(Jobs& jobs, const Visit& visit) {
  const std::string from = text_in(json_body(visit.request, {"from"}), "from");
  const std::string id = start_training(jobs, visit, from);
  Response response = json_answer(202, training_json(jobs.training().get(visit.user(), id)));
  response.fields.push_back({"Location", "/api/v1/trainings/" + id});
  return response;
}

Response get_training(Jobs& jobs, const Visit& visit) {
  return json_answer(200, training_json(jobs.training().get(visit.user(), id_of(visit))));
}

Response cancel_training(Jobs& jobs, const Visit& visit) {
  jobs.training().cancel(visit.user(), id_of(visit), visit.origin);
  return no_content();
}

Response list_versions(Jobs& jobs, const Visit& visit) {
  const auto used = jobs.versions().used(visit.user());
  const Page<ModelVersion> page = jobs.versions().list(visit.user(), page_of_whole_query(visit.request.query));
  Json list = Json::array();
  for (const ModelVersion& version : page.rows) list.push_back(version_json(version, used && used->id == version.id));
  return json_answer(200, {{"versions", std::move(list)}, {"has_more", page.has_more}});
}

Json whole_version(Jobs& jobs, const Visit& visit) {
  const ModelVersion version = jobs.versions().get(visit.user(), id_of(visit));
  const auto used = jobs.versions().used(visit.user());
  Json json = version_json(version, used && used->id == version.id);
  json["history"] = history_of(version);
  return json;
}

Response get_version(Jobs& jobs, const Visit& visit) {
  return json_answer(200, whole_version(jobs, visit));
}

Response change_version(Jobs& jobs, const Visit& visit) {
  const std::string note = text_in(json_body(visit.request, {"note"}), "note");
  jobs.versions().set_note(visit.user(), id_of(visit), note);
  return json_answer(200, whole_version(jobs, visit));
}

Response remove_version(Jobs& jobs, const Visit& visit) {
  jobs.versions().remove(visit.user(), id_of(visit), visit.origin);
  return no_content();
}

Response used_version(Jobs& jobs, const Visit& visit) {
  const auto used = jobs.versions().used(visit.user());
  return json_answer(200, {{"version", used ? Json(used->id) : Json()}});
}

Response use_version(Jobs& jobs, const Visit& visit) {
  const nlohmann::json body = json_body(visit.request, {"version"});
  if (body["version"].is_null()) {
    jobs.versions().use_served(visit.user(), visit.origin);
  } else {
    jobs.versions().use(visit.user(), text_in(body, "version"), visit.origin);
  }
  return used_version(jobs, visit);
}

}  // namespace

std::string start_training(Jobs& jobs, const Visit& visit, std::string_view from) {
  if (from != "own" && from != "served") {
    throw AccountError(AccountError::Kind::invalid, "from", "from: expected own or served.");
  }
  return jobs.training().start(visit.user(), from == "served", visit.origin);
}

Response version_file(OwnVersions& versions, const Visit& visit) {
  const std::vector<std::uint8_t> bytes = versions.file(visit.user(), id_of(visit));
  return attachment_answer({"application/octet-stream", "model.safetensors", std::string(bytes.begin(), bytes.end())});
}

void add_trainings_routes(Routes& routes, Gate& gate, Jobs& jobs) {
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    add_json_route(routes, gate,
                   {method, path, Access::user, Scope::train,
                    [&jobs, answer](const Visit& visit) { return answer(jobs, visit); }, most_body_bytes});
  };
  add("GET", "/api/v1/trainings", list_trainings);
  add("POST", "/api/v1/trainings", begin_training, kMostJson_bytes);
  add("GET", "/api/v1/trainings/{id}", get_training);
  add("DELETE", "/api/v1/trainings/{id}", cancel_training, kMostJson_bytes);  // a form's token
  add("GET", "/api/v1/versions", list_versions);
  add("GET", "/api/v1/versions/{id}", get_version);
  add("PATCH", "/api/v1/versions/{id}", change_version, kMostJson_bytes);
  add("DELETE", "/api/v1/versions/{id}", remove_version, kMostJson_bytes);
  add("GET", "/api/v1/versions/{id}/file",
      [](Jobs& own, const Visit& visit) { return version_file(own.versions(), visit); });
  add("GET", "/api/v1/used-version", used_version);
  add("PUT", "/api/v1/used-version", use_version, kMostJson_bytes);
}

}  // namespace digitnet::serve
