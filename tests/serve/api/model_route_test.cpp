#include "model_route.hpp"

#include <doctest/doctest.h>

#include "openapi_route.hpp"
#include "serve/api/api_caller.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using nlohmann::json;
using test::ApiCaller;

TEST_CASE("the model says what it is and how good") {
  ApiCaller api;
  const Response response = api.call("GET", "/api/v1/model");
  const json model = test::json_of(response);
  CHECK(response.status == 200);
  CHECK(model["version"] == api.recognizer().model()->version);
  CHECK(model["sha256"].get<std::string>().starts_with(model["version"].get<std::string>()));
  CHECK(model["architecture"]["input"] == json{28, 28, 1});
  CHECK(model["architecture"]["layers"].size() == api.recognizer().model()->models.digits.layers().size());
  CHECK(model["parameters"] == 399067);  // as `digitnet summary` counts
  CHECK(model["trained"].is_object());
  CHECK(model["accuracy"]["images"] == 10000);
  CHECK(model["accuracy"]["accuracy"] == api.recognizer().model()->evaluation->accuracy);
  CHECK(model["line_model"]["parameters"] == 338923);
}

TEST_CASE("who reads with another model is told of that one, and who may not read of none") {
  ApiCaller api;
  auto own = std::make_shared<ServedModel>(*load_served_model({}));
  own->version = "own";
  ChosenModel chosen{own, 200, {}};
  const Route route = model_route(api.recognizer(), [&chosen](const Request&, const auto& give) { give(chosen); });
  Response response;
  const Respond respond = [&response](Response given) { response = std::move(given); };
  route.handler({}, respond);
  CHECK(test::json_of(response)["version"] == "own");
  chosen = {nullptr, 403, "The API token lacks the scope 'recognize'."};
  route.handler({}, respond);
  CHECK(response.status == 403);
}

TEST_CASE("what is not known of a model is null, and paths on the server are not shown") {
  ServedModel model = *load_served_model({});
  model.evaluation.reset();
  model.models.lines.reset();
  model.record.options = R"({"data":"/home/me/scans","seed":1})";
  const json shown = json::parse(model_json(model));
  CHECK(shown["accuracy"].is_null());
  CHECK(shown["line_model"].is_null());
  CHECK(shown["trained"] == json{{"data", "scans"}, {"seed", 1}});
  model.record.options = "no JSON";
  CHECK(json::parse(model_json(model))["trained"].is_null());
}

TEST_CASE("every route of the API is in its document, with the parameters that it takes") {
  ApiCaller api;
  const json document = json::parse(openapi_document());
  CHECK(document["openapi"] == "3.1.0");
  for (const Route& route : api.routes().http) {
    const std::string method = route.method == "POST" ? "post" : "get";
    CHECK_MESSAGE(document["paths"][route.path].contains(method), route.path);
  }
  CHECK(document["paths"].contains(api.routes().sockets.front().path));
  CHECK(document["paths"]["/api/v1/recognize"]["post"]["parameters"].size() == 6);
  CHECK(test::json_of(api.call("GET", "/api/openapi.json")) == document);
}
