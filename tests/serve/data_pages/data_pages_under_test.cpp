#include "serve/data_pages/data_pages_under_test.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <future>
#include <nlohmann/json.hpp>

#include "digits_pages.hpp"
#include "error_page.hpp"
#include "form_token.hpp"
#include "problem.hpp"
#include "samples_routes.hpp"
#include "serve/samples/samples_under_test.hpp"
#include "tests_pages.hpp"
#include "training_pages.hpp"
#include "trainings_routes.hpp"
#include "trials_routes.hpp"
#include "versions_pages.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

namespace {

constexpr const char* kBoundary = "----7MA4YWxk";

std::string multipart_body(const std::vector<SentPart>& parts) {
  std::string body;
  for (const SentPart& part : parts) {
    const std::string file = part.file_name.empty() ? "" : "; filename=\"" + part.file_name + "\"";
    body += std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + part.name + "\"" + file +
            "\r\n\r\n" + part.value + "\r\n";
  }
  return body + "--" + kBoundary + "--\r\n";
}

Response error_answer(const Request& request, int status, const std::string& detail) {
  if (request.path.starts_with("/api/")) return problem_response(request, status, detail);
  return error_page(request, status, detail, {"/assets/0/"});
}

/// Files that are called as MNIST's: all that queueing a training looks at.
std::string mnist_folder(const TestFolder& folder) {
  for (const char* name : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) std::ofstream(folder.path(name)) << 1;
  return folder.path();
}

}  // namespace

DataPagesUnderTest::DataPagesUnderTest(const DatabasePlace& place, const TestFolder& folder, SampleOptions options,
                                       const MoreRoutes& more)
    : accounts(place.place) {
  files = open_file_store(accounts.database, folder.path("files-" + place.engine));
  samples = std::make_unique<Samples>(accounts.database, *files, shipped_recognizer(), std::move(options));
  samples->add_hooks(accounts->hooks());
  JobOptions job_options;
  job_options.folder = folder.path("jobs-" + place.engine);
  job_options.mnist = mnist_folder(folder);
  jobs = std::make_unique<Jobs>(
      JobParts{accounts->context(), *files, *samples, [] { return shipped_recognizer().model(); }, [](auto) {}},
      std::move(job_options));
  trials = std::make_unique<Trials>(*jobs, [] { return shipped_recognizer().model(); });
  trials->add_hooks(accounts->hooks());
  Routes routes;
  routes.error = error_answer;
  GateOptions gate;
  gate.public_url = "http://127.0.0.1";
  gate.error = error_answer;
  gate.log = [this](const std::string& text) { log.push_back(text); };
  gate_ = std::make_unique<Gate>(*accounts, std::move(gate));
  frame_.emplace(AccountFrame::Parts{"/assets/0/", gate_->cookies(), nullptr, [](const std::string&) {}});
  add_samples_routes(routes, *gate_, *samples);
  add_digits_pages(routes, *gate_, *samples, *frame_);
  add_trainings_routes(routes, *gate_, *jobs);
  add_training_pages(routes, *gate_, *jobs, *frame_);
  add_versions_pages(routes, *gate_, *jobs, *frame_);
  add_trials_routes(routes, *gate_, *trials);
  add_tests_pages(routes, *gate_, *trials, *jobs, *frame_);
  if (more) more(*this, routes, *gate_, *frame_);
  table_ = std::make_unique<RouteTable>(std::move(routes));
}

Client DataPagesUnderTest::browser(const std::string& email, Role role) {
  const std::string id = accounts.add_user(email, role);
  return {id, accounts.sign_in(id).token, ""};
}

Client DataPagesUnderTest::program(const Client& of, std::set<Scope> scopes) {
  const SignedIn signed_in = accounts->sessions().find(of.cookie).value();
  ApiTokenForm form{"program", std::move(scopes), 30};
  return {of.user_id, "", accounts->api_tokens().create(signed_in, form, origin()).text};
}

Response DataPagesUnderTest::ask(const Client& client, Request request) {
  request.id = "1234";
  request.client = "127.0.0.1";
  if (!client.cookie.empty()) {
    request.fields.push_back({"Cookie", gate_->cookies().session + "=" + client.cookie});
  }
  if (!client.token.empty()) request.fields.push_back({"Authorization", "Bearer " + client.token});
  RouteTable::Match match = table_->find(request.method, request.path);
  if (match.route == nullptr) return error_answer(request, match.allow.empty() ? 404 : 405, "");
  if (request.body.size() > match.route->most_body_bytes) return error_answer(request, 413, "");
  request.path_values = match.path_values;
  std::promise<Response> answer;
  match.route->handler(std::move(request), [&](Response response) { answer.set_value(std::move(response)); });
  return answer.get_future().get();
}

Response DataPagesUnderTest::get(const Client& client, const std::string& path, const std::string& query) {
  Request request;
  request.method = "GET";
  request.path = path;
  request.query = query;
  return ask(client, std::move(request));
}

Response DataPagesUnderTest::post(const Client& client, const std::string& path, std::vector<SentPart> parts) {
  if (!client.cookie.empty()) parts.insert(parts.begin(), {"csrf", form_token(client.cookie)});
  Request request;
  request.method = "POST";
  request.path = path;
  request.fields.push_back({"Content-Type", std::string("multipart/form-data; boundary=") + kBoundary});
  request.body = multipart_body(parts);
  return ask(client, std::move(request));
}

Response DataPagesUnderTest::send(const Client& client, const std::string& method, const std::string& path,
                                  const std::string& json) {
  Request request;
  request.method = method;
  request.path = path;
  if (!json.empty()) request.fields.push_back({"Content-Type", "application/json"});
  if (!client.cookie.empty()) request.fields.push_back({"X-CSRF-Token", form_token(client.cookie)});
  request.body = json;
  return ask(client, std::move(request));
}

std::string DataPagesUnderTest::keep(const Client& client, int digit, int variant) {
  const std::string text = std::to_string(digit);
  const Response response =
      post(client, "/api/v1/samples", {{"image", written(text, variant), text + ".pgm"}, {"label", text}});
  INFO(response.body);
  REQUIRE(response.status == 201);
  return nlohmann::json::parse(response.body)["results"][0]["sample"]["id"];
}

void on_each_engine(const std::function<void(DataPagesUnderTest&)>& test, SampleOptions options) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    DataPagesUnderTest pages(place, folder, options);
    test(pages);
  }
}

bool has(const Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

}  // namespace digitnet::test
