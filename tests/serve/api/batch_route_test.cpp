#include <doctest/doctest.h>

#include <future>
#include <vector>

#include "serve/api/api_caller.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using test::ApiCaller;
using test::drawn;
using test::FormFile;
using test::json_of;
using test::kFormType;
using test::make_form;

namespace {

constexpr const char* kPath = "/api/v1/recognize/batch";

}  // namespace

TEST_CASE("a batch is answered in its order, each as it would be alone") {
  ApiCaller api;
  std::vector<FormFile> files;
  for (int i = 0; i < 30; ++i) files.push_back({"image", std::to_string(i) + ".pgm", drawn(i % 10)});
  const Response response = api.post(kPath, kFormType, make_form(files), "top=2");
  CHECK(response.status == 200);
  CHECK(find_field(response.fields, "X-Model-Version") == api.recognizer().model()->version);
  CHECK(response.tokens == 30);
  const auto results = json_of(response)["results"];
  REQUIRE(results.size() == 30);
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i]["image"] == files[i].file_name);
    auto alone = json_of(api.post("/api/v1/recognize", "image/png", files[i].bytes, "top=2"));
    alone["image"] = files[i].file_name;
    CHECK(results[i] == alone);
  }
}

TEST_CASE("a picture that is refused has its error, and the others are read") {
  ApiCaller api;
  const auto results = json_of(api.post(kPath, kFormType,
                                        make_form({{"image", "a.gif", "GIF89a"},
                                                   {"image", "b.pgm", drawn(1)},
                                                   {"image", "c.png", std::string(12'000'001, 'P')}})))["results"];
  REQUIRE(results.size() == 3);
  CHECK(results[0]["error"].is_string());
  CHECK(results[0]["confidence"].is_null());
  CHECK_FALSE(results[0]["sure"].get<bool>());
  CHECK(results[1]["error"].is_null());
  CHECK(results[1]["text"].get<std::string>().size() == 1);
  CHECK(results[2]["error"] == "The picture is larger than 12 MB.");
}

TEST_CASE("two hundred pictures are a batch even where fewer may wait, and one more is none") {
  ApiCaller api({.workers = 2, .queue = 1, .cache = 0});
  std::vector<FormFile> files(200, {"image", "a.pgm", drawn(4)});
  CHECK(json_of(api.post(kPath, kFormType, make_form(files)))["results"].size() == 200);
  files.push_back(files.front());
  CHECK(api.post(kPath, kFormType, make_form(files)).status == 400);
}

TEST_CASE("a batch whose answers grow beyond bounds refuses the rest of its pictures") {
  ApiCaller api;
  const std::string page = test::to_pgm(test::draw_page(std::vector<std::string>(8, "123456789012")));
  const std::vector<FormFile> files(200, {"image", "page.pgm", page});
  const Response response = api.post(kPath, kFormType, make_form(files), "debug=1&top=10");
  CHECK(response.body.size() < std::size_t{18} << 20);
  const auto results = json_of(response)["results"];
  REQUIRE(results.size() == 200);
  CHECK(results.front()["error"].is_null());
  CHECK(results.back()["error"].get<std::string>().starts_with("The answers of this batch are longer than 16 MB"));
}

TEST_CASE("what is no batch is a problem") {
  ApiCaller api;
  CHECK(api.post(kPath, "image/png", drawn(1)).status == 415);
  CHECK(api.post(kPath, "", drawn(1)).status == 415);
  CHECK(api.post(kPath, kFormType, "--XX--\r\n").status == 400);
  CHECK(api.post(kPath, kFormType, make_form({{"image", "a", drawn(1)}}), "size=3").status == 400);
  CHECK(api.post(kPath, kFormType, make_form({{"image", "a", drawn(1)}, {"note", "b", "c"}})).status == 400);
}

TEST_CASE("a batch that finds no room is told when to come again") {
  ApiCaller api({.workers = 2, .queue = 0, .cache = 0});
  const Response response = api.post(kPath, kFormType, make_form({{"image", "a", drawn(1)}}));
  CHECK(response.status == 503);
  CHECK(find_field(response.fields, "Retry-After") == "1");
}
