#include "trials_routes.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attachment.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "multipart.hpp"
#include "page_query.hpp"
#include "picture_admission.hpp"
#include "problem.hpp"
#include "sample_query.hpp"
#include "samples_routes.hpp"
#include "trial_export.hpp"
#include "trial_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTests = "/api/v1/tests";

Response begin(Trials& trials, const Visit& visit) {
  if (!is_multipart(visit.request.field("Content-Type"))) {
    return problem_response(visit.request, 415, "Content-Type: expected multipart/form-data.");
  }
  try {
    std::string drawing;
    const std::string id = trials.begin(visit.user(), trial_form(visit, drawing));
    Response response = json_answer(201, trial_view_json(trials.view(visit.user(), id)));
    response.fields.push_back({"Location", std::string(kTests) + "/" + id});
    return response;
  } catch (const PictureRefused& refused) {
    return problem_response(visit.request, refused.status(), refused.what());
  }
}

Response read_again(Trials& trials, const Visit& visit) {
  const std::string model = text_in(json_body(visit.request, {"model"}), "model");
  const std::string id = trials.read_again(visit.user(), id_of(visit), model);
  return json_answer(200, trial_view_json(trials.view(visit.user(), id)));
}

Response list(Trials& trials, const Visit& visit) {
  const Page<Trial> page = trials.list(visit.user(), page_of_whole_query(visit.request.query));
  const auto [used, quota] = trials.use(visit.user());
  Json tests = Json::array();
  for (const Trial& trial : page.rows) tests.push_back(trial_json(trial));
  return json_answer(200, {{"tests", std::move(tests)},
                           {"has_more", page.has_more},
                           {"used", {{"images", used.images}, {"bytes", used.bytes}}},
                           {"quota", {{"images", quota.images}, {"bytes", quota.bytes}}}});
}

Response get(Trials& trials, const Visit& visit) {
  return json_answer(200, trial_view_json(trials.view(visit.user(), id_of(visit))));
}

Response remove(Trials& trials, const Visit& visit) {
  trials.remove(visit.user(), id_of(visit));
  return no_content();
}

}  // namespace

TrialForm trial_form(const Visit& visit, std::string& drawing) {
  SampleForm sent = sample_form(visit, drawing);
  return {std::move(sent.files), std::move(sent.label), std::string(visit.form.value("name")),
          std::string(visit.form.value("model"))};
}

Response trial_report(Trials& trials, const Visit& visit) {
  const TrialResult result = trials.get(visit.user(), id_of(visit));
  Response response = attachment_answer(
      {"text/html; charset=utf-8", fmt::format("test-{}.html", result.trial.number), trial_html(result)});
  // Where a browser shows it all the same: its own style and pictures, and nothing of this server.
  response.fields.push_back(
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"});
  return response;
}

Response trial_answers(Trials& trials, const Visit& visit) {
  const TrialResult result = trials.get(visit.user(), id_of(visit));
  return attachment_answer(
      {"text/csv; charset=utf-8", fmt::format("test-{}.csv", result.trial.number), trial_csv(result)});
}

Response trial_picture(Trials& trials, const Visit& visit) {
  const std::int64_t number = whole_number("number", visit.request.path_values.at(1));
  return picture_answer(trials.picture(visit.user(), id_of(visit), number));
}

void add_trials_routes(Routes& routes, Gate& gate, Trials& trials) {
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    add_json_route(routes, gate,
                   {method, path, Access::user, Scope::data,
                    [&trials, answer](const Visit& visit) { return answer(trials, visit); }, most_body_bytes});
  };
  add("GET", kTests, list);
  add("POST", kTests, begin, kMostSent_bytes);
  add("GET", "/api/v1/tests/{id}", get);
  add("DELETE", "/api/v1/tests/{id}", remove, kMostJson_bytes);  // a form's token
  add("POST", "/api/v1/tests/{id}/again", read_again, kMostJson_bytes);
  add("GET", "/api/v1/tests/{id}/report", trial_report);
  add("GET", "/api/v1/tests/{id}/answers", trial_answers);
  add("GET", "/api/v1/tests/{id}/digits/{number}", trial_picture);
}

}  // namespace digitnet::serve
