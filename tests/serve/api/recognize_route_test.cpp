#include <doctest/doctest.h>

#include "prediction_format.hpp"
#include "serve/api/api_caller.hpp"
#include "support/digit_glyphs.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using test::ApiCaller;
using test::drawn;
using test::json_of;
using test::kFormType;
using test::make_form;

namespace {

constexpr const char* kPath = "/api/v1/recognize";
constexpr const char* kPgm = "image/x-portable-graymap";

}  // namespace

TEST_CASE("a picture is answered with the line that digitnet predict --json prints") {
  ApiCaller api;
  const auto model = api.recognizer().model();
  Reader reader(model->models.digits, *model->models.lines);
  cli::PredictionFormat format;
  format.top = 3;
  format.min_confidence = 0.5f;
  for (int digit = 0; digit < 10; ++digit) {
    const Response response = api.post(kPath, kPgm, drawn(digit), "top=3");
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/json");
    CHECK(response.body == cli::json_line({"-", reader.read(test::draw_digit(digit)), ""}, format));
    CHECK(find_field(response.fields, "X-Model-Version") == model->version);
    CHECK(find_field(response.fields, "Server-Timing").starts_with("recognize;dur="));
  }
}

TEST_CASE("a form's file is read under its name, a large one too") {
  ApiCaller api;
  CHECK(json_of(api.post(kPath, kFormType, make_form({{"image", "seven.pgm", drawn(7)}})))["image"] == "seven.pgm");
  const std::string padded = drawn(7) + std::string(400'000, '\0');
  CHECK(json_of(api.post(kPath, kFormType, make_form({{"image", "<b>.pgm", padded}})))["image"] == "<b>.pgm");
}

TEST_CASE("debug=1 adds what the network saw to each digit") {
  ApiCaller api;
  const auto with = json_of(api.post(kPath, kPgm, drawn(3), "debug=1"));
  REQUIRE(with["digits"].size() == 1);
  CHECK(with["digits"][0]["seen"].get<std::string>().starts_with("data:image/png;base64,iVBOR"));
  CHECK_FALSE(json_of(api.post(kPath, kPgm, drawn(3)))["digits"][0].contains("seen"));
}

TEST_CASE("a pattern shapes what is read and shown") {
  ApiCaller api;
  const auto json = json_of(api.post(kPath, kPgm, drawn(3), "pattern=%23"));
  CHECK(json["lines"][0]["formatted"] == json["lines"][0]["text"]);
  CHECK(json_of(api.post(kPath, kPgm, drawn(3), "digits=1"))["text"].get<std::string>().size() == 1);
}

TEST_CASE("what is refused is a problem that says why") {
  ApiCaller api;
  const auto status = [&](const std::string& type, const std::string& body, const std::string& query = "") {
    const Response response = api.post(kPath, type, body, query);
    CHECK(response.content_type == "application/problem+json");
    CHECK(json_of(response)["status"] == response.status);
    CHECK(json_of(response)["request_id"] == "id");
    CHECK_FALSE(json_of(response)["detail"].get<std::string>().empty());
    return response.status;
  };
  CHECK(status(kPgm, drawn(1), "colour=red") == 400);
  CHECK(status(kPgm, drawn(1), "top=%") == 400);
  CHECK(status("application/json", "{}") == 415);
  CHECK(status("text/plain", drawn(1)) == 415);
  CHECK(status("image/png", "GIF89a") == 415);
  CHECK(status("image", drawn(1)) == 400);
  CHECK(status("image/png", "") == 422);
  CHECK(status("image/png", drawn(1).substr(0, 100)) == 422);
  CHECK(status("image/png", "P5\n60000 60000\n255\n") == 413);
  CHECK(status(kPgm, std::string(12'000'001, 'P')) == 413);
  CHECK(status(kFormType, "nonsense") == 400);
  CHECK(status(kFormType, "--XX--\r\n") == 400);
  CHECK(status(kFormType, make_form({{"file", "a", drawn(1)}})) == 400);
  CHECK(status(kFormType, make_form({{"image", "a", drawn(1)}, {"image", "b", drawn(2)}})) == 400);
}

TEST_CASE("the bytes decide what a picture is, not what it is called") {
  ApiCaller api;
  CHECK(api.post(kPath, "image/jpeg", drawn(5)).status == 200);
  CHECK(api.post(kPath, "application/octet-stream", drawn(5)).status == 200);
  CHECK(api.post(kPath, "", drawn(5)).status == 200);
  CHECK(api.post(kPath, "application/x-www-form-urlencoded", drawn(5)).status == 200);  // curl --data-binary
}

TEST_CASE("a server without room says when to come again") {
  ApiCaller api({.workers = 2, .queue = 0, .cache = 0});
  const Response response = api.post(kPath, kPgm, drawn(5));
  CHECK(response.status == 503);
  CHECK(find_field(response.fields, "Retry-After") == "1");
}

TEST_CASE("recognising takes tokens of the client and no more than 12 MB; the model and the document take neither") {
  const ApiCaller api;
  for (const Route& route : api.routes().http) {
    const bool is_post = route.method == "POST";
    CHECK_MESSAGE(route.recognizes == is_post, route.path);
    CHECK_MESSAGE((route.most_body_bytes > 0) == is_post, route.path);
  }
  CHECK(api.routes().sockets.front().recognizes);
}
