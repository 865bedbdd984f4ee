#include "page_routes.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>

#include "percent.hpp"
#include "predict_form.hpp"

using namespace digitnet::serve;

namespace {

constexpr const char* kBoundary = "----7MA4YWxk";

/// The pages around the shipped model.
struct World {
  Recognizer recognizer{load_served_model({}), {1, 64, 16}};
  Routes routes;

  World() { add_page_routes(routes, recognizer); }

  Response answer(Request request) {
    for (const Route& route : routes.http) {
      const bool below =
          route.path.ends_with("/*") && request.path.starts_with(route.path.substr(0, route.path.size() - 1));
      if (route.method != request.method || (route.path != request.path && !below)) continue;
      std::promise<Response> promise;
      route.handler(std::move(request), [&](Response response) { promise.set_value(std::move(response)); });
      return promise.get_future().get();
    }
    return routes.error(request, 404, "There is nothing here.");
  }
  Response get(const std::string& path) { return answer({"1234", "127.0.0.1", "GET", path, "", {}, {}, ""}); }
  Response post(const std::string& body) {
    const std::string type = std::string("multipart/form-data; boundary=") + kBoundary;
    return answer({"1234", "127.0.0.1", "POST", "/predict", "", {}, {{"Content-Type", type}}, body});
  }
};

World& world() {
  static World world;
  return world;
}

std::string part(const std::string& name, const std::string& file_name, const std::string& bytes) {
  const std::string file = file_name.empty() ? "" : "; filename=\"" + file_name + "\"";
  return std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file +
         "\r\n\r\n" + bytes + "\r\n";
}

std::string form(const std::string& parts) {
  return parts + "--" + kBoundary + "--\r\n";
}

/// A PGM with a straight stroke, a 1, on white.
std::string drawn_one() {
  constexpr int kSide = 60;
  std::string pgm = "P5\n60 60\n255\n";
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) pgm += (y > 10 && y < 50 && x > 27 && x < 33) ? '\x10' : '\xff';
  }
  return pgm;
}

bool has(const Response& response, const std::string& text) {
  return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the pages are there, each marked in the navigation") {
  for (const auto& [path, name] : {std::pair{"/", "Home"}, {"/recognise", "Recognise"}, {"/about", "About"}}) {
    INFO(path);
    const Response response = world().get(path);
    CHECK(response.status == 200);
    CHECK(response.content_type == "text/html; charset=utf-8");
    CHECK(find_field(response.fields, "cache-control") == "no-cache");
    CHECK(has(response, std::string("aria-current=\"page\">") + name + "</a>"));
    CHECK_FALSE(has(response, "{{"));
  }
  const Response elsewhere = world().get("/predict");
  CHECK(elsewhere.status == 303);
  CHECK(find_field(elsewhere.fields, "location") == "/recognise");
}

TEST_CASE("the American spelling and a slash too many lead to the page that is meant, for good") {
  for (const auto& [from, to] : {std::pair{"/recognize", "/recognise"},
                                 {"/recognize/", "/recognise"},
                                 {"/recognise/", "/recognise"},
                                 {"/predict/", "/recognise"},
                                 {"/about/", "/about"}}) {
    INFO(from);
    const Response response = world().get(from);
    CHECK(response.status == 308);
    CHECK(find_field(response.fields, "location") == to);
  }
}

TEST_CASE("who asks for /favicon.ico gets the icon, to be asked for again when it changes") {
  const Response icon = world().get("/favicon.ico");
  CHECK(icon.status == 200);
  CHECK(icon.content_type == "image/svg+xml; charset=utf-8");
  CHECK(icon.body.starts_with("<svg"));
  CHECK(find_field(icon.fields, "cache-control") == "no-cache");
}

TEST_CASE("a drawn digit is answered with the number, its box, its bars, and what the network saw") {
  const Response response = world().post(form(part("image", "drawing.pgm", drawn_one())));
  CHECK(response.status == 200);
  CHECK(find_field(response.fields, "cache-control") == "no-store");
  CHECK(has(response, "PREDICTION : </span><span class=\"prediction-text number\">1</span>"));
  CHECK(has(response, "<rect x=\""));
  CHECK(has(response, "<meter min=\"0\" max=\"1\" value=\"0."));
  CHECK(has(response, "src=\"data:image/png;base64,"));
  CHECK(has(response, world().recognizer.model()->version));
}

TEST_CASE("a drawing is taken as base64, and one that is none is refused in a sentence") {
  CHECK(
      has(world().post(form(part("drawing", "", "UDUKMiAxCjI1NQr//w=="))), "prediction-text number\">no digit</span>"));
  for (const char* none : {"", "UDUKMiAxCjI1NQr//w=", "UDUK MiAx", "<b>"}) {
    INFO(none);
    const Response refused = world().post(form(part("drawing", "", none)));
    CHECK(refused.status == 400);
    CHECK(has(refused, "<p>The drawing did not arrive whole. Send it again.</p>"));
  }
  const Response torn = world().post(form(part("drawing", "", "UDUKOSA5CjI1NQo=")));
  CHECK(torn.status == 422);
  CHECK(has(torn, "<p>The drawing is damaged or not whole."));
}

TEST_CASE("how many pictures a form takes stands beside the field before there are too many") {
  CHECK(has(world().get("/recognise"), ", " + std::to_string(kMostPictures) + " at a time</p>"));
}

TEST_CASE("the name of a file is shown as text, whatever stands in it") {
  const std::string hostile = "<img src=x onerror=alert(1)>'&.pgm";
  const std::string one = part("image", hostile, drawn_one());
  const Response read = world().post(form(one + one));
  CHECK(read.status == 200);
  CHECK_FALSE(has(read, "<img src=x"));
  CHECK(has(read, "&lt;img src=x onerror=alert(1)&gt;"));

  const Response refused = world().post(form(part("image", hostile, "no picture at all")));
  CHECK(refused.status == 415);
  CHECK_FALSE(has(refused, "<img src=x"));
  CHECK(has(refused, "&lt;img src=x"));
  CHECK(has(refused, "aria-describedby=\"image-kinds image-problem\""));
}

TEST_CASE("of several pictures those that can be read are, and the others say why not") {
  const Response response =
      world().post(form(part("image", "a.pgm", drawn_one()) + part("image", "b.pgm", "P5\n9 9\n255\nshort")));
  CHECK(response.status == 200);
  CHECK(has(response, "2 pictures"));
  CHECK(has(response, "prediction-text number\">1</span>"));
  CHECK(has(response, "prediction-text number\">not read</span>"));
}

TEST_CASE("a blank picture holds no digit") {
  const Response response = world().post(form(part("image", "a.pgm", "P5\n40 40\n255\n" + std::string(1600, '\xff'))));
  CHECK(response.status == 200);
  CHECK(has(response, "prediction-text number\">no digit</span>"));
  CHECK_FALSE(has(response, "<rect x=\""));
}

TEST_CASE("a form without a picture, with too many, or none at all, comes back with the reason next to the field") {
  const Response empty = world().post(form(part("image", "", "")));
  CHECK(empty.status == 400);
  CHECK(has(empty, "<p>Choose a picture first.</p>"));
  std::string parts;
  for (std::size_t i = 0; i <= kMostPictures; ++i) parts += part("image", "a.pgm", drawn_one());
  const Response many = world().post(form(parts));
  CHECK(many.status == 413);
  CHECK(has(many, "No more than 20 pictures"));
  CHECK(world().post(form(part("sample", "", "../base.css"))).status == 400);
  CHECK(world().post("no form").status == 400);
  CHECK(world().post("").status == 400);
  const Response large = world().post(form(part("image", "a.png", std::string(kMostPictureBytes + 1, 'x'))));
  CHECK(large.status == 413);
}

TEST_CASE("what is wrong with a picture is said in a friendly sentence, above the field where another can be chosen") {
  const auto problem_of = [](const std::string& file) {
    const Response response = world().post(form(part("image", "my.png", file)));
    CHECK(has(response, "id=\"drop-zone\""));
    const auto begin = response.body.find("role=\"alert\"><p>") + std::string("role=\"alert\"><p>").size();
    return std::to_string(response.status) + " " +
           response.body.substr(begin, response.body.find("</p>", begin) - begin);
  };
  CHECK(problem_of("") == "400 my.png is empty. Choose another picture.");
  CHECK(problem_of("hello") == "415 my.png is no picture that can be read here. Choose a PNG, JPEG, BMP or PGM.");
  CHECK(problem_of("P5\n9 9\n255\nshort") ==
        "422 my.png is damaged or not whole. Choose another copy of it, or take the photo again.");
  CHECK(problem_of(std::string(kMostPictureBytes + 1, 'x')) ==
        "413 my.png: The picture is larger than 12 MB. Choose a smaller one.");
}

TEST_CASE("what the server itself refuses of the form is said in the same place") {
  Request request{"abcd", "", "POST", "/predict", "", {}, {}, ""};
  for (const int status : {413, 429, 503}) {
    const Response response = world().routes.error(request, status, "Wait a moment.");
    CHECK(response.status == status);
    CHECK(has(response, "id=\"drop-zone\""));
    CHECK(has(response, status == 413 ? "larger than 64 MB together" : "<p>Wait a moment.</p>"));
  }
  CHECK(has(world().routes.error(request, 403, "No."), "class=\"error-page\""));
}

TEST_CASE("the pictures of the gallery are read as what they show") {
  for (const auto& [name, number] :
       {std::pair{"number", "4267"}, {"blue-pen", "7"}, {"chalk", "3"}, {"marker", "8"}, {"lamp-light", "1"}}) {
    INFO(name);
    const Response response = world().post(form(part("sample", "", name)));
    CHECK(response.status == 200);
    CHECK(has(response, std::string("prediction-text number\">") + number + "</span>"));
  }
}

TEST_CASE("an error is a page with the request's id, and a problem document below /api") {
  const Response page = world().routes.error({"abcd", "", "GET", "/x", "", {}, {}, ""}, 404, "<b>nothing</b>");
  CHECK(page.status == 404);
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(has(page, "<code>abcd</code>"));
  CHECK(has(page, "&lt;b&gt;nothing&lt;/b&gt;"));
  const Response problem = world().routes.error({"abcd", "", "GET", "/api/x", "", {}, {}, ""}, 404, "Nothing.");
  CHECK(problem.content_type.starts_with("application/problem+json"));
  CHECK(has(problem, "\"request_id\":\"abcd\""));
}

TEST_CASE("about shows how the model was trained and how well it reads") {
  const Response about = world().get("/about");
  CHECK(has(about, world().recognizer.model()->sha256));
  CHECK(has(about, "id=\"training\""));
  CHECK(has(about, "id=\"confusion\""));
  CHECK(has(about, "id=\"reliability\""));
  for (const char* panel : {"Loss by epoch", "Accuracy by epoch", "Reliability", "Error by coverage"}) {
    CHECK(has(about, std::string("<title>") + panel + "</title>"));
  }
  CHECK(has(about, "<th scope=\"row\">input</th><td>28x28x1</td><td>0</td>"));
  CHECK(has(about, "<th scope=\"row\">softmax</th><td>11</td><td>0</td>"));
}

TEST_CASE("a share is rounded, and only what is certain is 100 %, only what is impossible 0 %") {
  for (const auto& [share, text] : {std::pair{0.97685f, "97.7 %"},
                                    {0.97645f, "97.6 %"},
                                    {0.9765f, "97.7 %"},
                                    {0.07f, "7.0 %"},
                                    {0.9994f, "99.9 %"},
                                    {0.9996f, "> 99.9 %"},
                                    {0.99999994f, "> 99.9 %"},
                                    {1.0f, "100.0 %"},
                                    {0.0006f, "0.1 %"},
                                    {0.0004f, "< 0.1 %"},
                                    {1e-30f, "< 0.1 %"},
                                    {0.0f, "0.0 %"}}) {
    INFO(share);
    CHECK(percent(share) == text);
  }
}
