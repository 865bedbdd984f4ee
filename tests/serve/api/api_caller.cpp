#include "serve/api/api_caller.hpp"

#include <doctest/doctest.h>

#include <future>
#include <utility>

#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

namespace digitnet::test {
namespace {

std::shared_ptr<const serve::ServedModel> shipped() {
  static const auto model = serve::load_served_model({});
  return model;
}

}  // namespace

ApiCaller::ApiCaller(serve::Recognizer::Options options) : recognizer_(shipped(), options) {
  serve::add_api_routes(routes_, recognizer_);
}

serve::Response ApiCaller::call(const std::string& method, const std::string& path, serve::Request request) {
  request.id = "id";
  request.method = method;
  request.path = path;
  for (const serve::Route& route : routes_.http) {
    if (route.method != method || route.path != path) continue;
    std::promise<serve::Response> promise;
    route.handler(std::move(request), [&](serve::Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
  }
  FAIL("no such route");
  return {};
}

serve::Response ApiCaller::post(const std::string& path, const std::string& type, const std::string& body,
                                const std::string& query) {
  serve::Request request;
  if (!type.empty()) request.fields.push_back({"Content-Type", type});
  request.body = body;
  request.query = query;
  return call("POST", path, std::move(request));
}

std::string ApiCaller::draw(const std::string& message) {
  std::promise<std::string> promise;
  routes_.sockets.front().handler(message, [&](std::string text) { promise.set_value(std::move(text)); });
  return promise.get_future().get();
}

std::string make_form(const std::vector<FormFile>& files) {
  std::string body;
  for (const FormFile& file : files) {
    body += "--XX\r\nContent-Disposition: form-data; name=\"" + file.name + "\"; filename=\"" + file.file_name +
            "\"\r\n\r\n" + file.bytes + "\r\n";
  }
  return body + "--XX--\r\n";
}

std::string drawn(int digit) {
  return to_pgm(draw_digit(digit));
}

nlohmann::json json_of(const serve::Response& response) {
  return nlohmann::json::parse(response.body);
}

}  // namespace digitnet::test
