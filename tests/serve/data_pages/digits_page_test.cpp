#include <doctest/doctest.h>

#include <regex>

#include "form_token.hpp"
#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/samples/samples_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

std::size_t count_of(const Response& response, const std::string& text) {
  std::size_t count = 0;
  for (auto at = response.body.find(text); at != std::string::npos; at = response.body.find(text, at + 1)) ++count;
  return count;
}

std::string location_of(const Response& response) {
  return std::string(find_field(response.fields, "Location"));
}

}  // namespace

TEST_CASE("the page shows what is kept, with pictures that only their owner gets") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Response empty = pages.get(ann, "/digits");
    CHECK(empty.status == 200);
    CHECK(has(empty, "You keep 0 of 5,000, 0.0 of 200.0 MB"));
    CHECK_FALSE(has(empty, "class=\"filters\""));
    CHECK_FALSE(has(empty, "{{"));
    const std::string id = pages.keep(ann, 7);
    const Response page = pages.get(ann, "/digits");
    CHECK(has(page, "You keep 1 of 5,000"));
    CHECK(has(page, "<img src=\"/digits/" + id + "/image\""));
    CHECK(has(page, "aria-current=\"page\">My digits</a>"));
    CHECK(has(page, "1 digit here"));
    CHECK(has(page, "name=\"csrf\" value=\"" + form_token(ann.cookie) + "\""));
    CHECK(find_field(page.fields, "Cache-Control") == "no-store");
    CHECK_FALSE(has(page, "The model says"));
    const Response stranger = pages.get({}, "/digits", "view=doubtful");
    CHECK(stranger.status == 303);
    CHECK(location_of(stranger) == "/login?next=/digits%3Fview%3Ddoubtful");
  });
}

TEST_CASE("item 24: a picture is a PNG made here, to be saved rather than opened, and cached by nobody else") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string id = pages.keep(ann, 7);
    for (const std::string& path : {"/digits/" + id + "/image", "/api/v1/samples/" + id + "/image"}) {
      const Response picture = pages.get(ann, path);
      CHECK(picture.status == 200);
      CHECK(picture.content_type == "image/png");
      CHECK(picture.body.starts_with("\x89PNG"));
      CHECK(find_field(picture.fields, "Content-Disposition") == "attachment; filename=\"digit.png\"");
      CHECK(find_field(picture.fields, "Content-Security-Policy") == "default-src 'none'; sandbox");
      CHECK(find_field(picture.fields, "Cache-Control").starts_with("private"));
    }
    CHECK(pages.get({}, "/digits/" + id + "/image").status == 303);
    CHECK(pages.get(ann, "/digits/..%2F..%2Fetc/image").status == 404);
  });
}

TEST_CASE("pictures are added by the form without a script, and what came of each is said") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Response added = pages.post(ann, "/digits",
                                      {{"image", written("7"), "7.pgm"},
                                       {"image", written("3"), "3.pgm"},
                                       {"image", "no picture", "b.png"},
                                       {"label", ""}});
    CHECK(added.status == 200);
    CHECK(has(added, "<p class=\"notice\" role=\"status\">2 digits added.</p>"));
    CHECK(has(added, "<li>b.png: Only PNG, JPEG, BMP, PGM and PPM pictures are taken.</li>"));
    CHECK(has(added, "You keep 2 of 5,000"));
    const Response again =
        pages.post(ann, "/digits", {{"image", written("7"), "1.pgm"}, {"image", written("3"), "3.pgm"}});
    CHECK(has(again, "0 digits added, 1 there already."));
    CHECK(has(again, "1.pgm is kept already as a 7, and was now sent as a 1."));
    CHECK(has(again, "Sent with two labels (1)"));
    const Response drawn = pages.post(ann, "/digits", {{"drawing", "UDUKMiAxCjI1NQr//w=="}, {"label", "7"}});
    CHECK(drawn.status == 422);
    CHECK(pages.post(ann, "/digits", {{"drawing", "no base64!"}, {"label", "7"}}).status == 422);
    const Response nothing = pages.post(ann, "/digits", {});
    CHECK(nothing.status == 422);
    CHECK(has(nothing, "<p class=\"problem-text\" role=\"alert\">Choose a picture first.</p>"));
    CHECK(pages.post(ann, "/digits", {{"image", written("7"), "7.pgm"}, {"label", "seven"}}).status == 422);
  });
}

TEST_CASE("digits are filtered, relabelled and deleted by forms, and the list stays where it was") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string seven = pages.keep(ann, 7);
    const std::string three = pages.keep(ann, 3);
    const std::string five = pages.keep(ann, 5);
    CHECK(count_of(pages.get(ann, "/digits"), "name=\"id\"") == 3);
    CHECK(count_of(pages.get(ann, "/digits", "label=3"), "name=\"id\"") == 1);
    CHECK(count_of(pages.get(ann, "/digits", "source=drawing"), "name=\"id\"") == 0);
    CHECK(pages.get(ann, "/digits", "label=x").status == 422);
    const Response labelled =
        pages.post(ann, "/digits/edit",
                   {{"id", seven}, {"id", three}, {"do", "label"}, {"label", "9"}, {"back", "/digits?source=upload"}});
    CHECK(labelled.status == 303);
    CHECK(location_of(labelled) == "/digits?source=upload&done=label");
    CHECK(has(pages.get(ann, "/digits", "source=upload&done=label"), ">Relabelled.</p>"));
    const Response doubtful = pages.get(ann, "/digits", "view=doubtful");
    CHECK(has(doubtful, "Doubtful (2)"));
    CHECK(has(doubtful, "<p>The model says 7, "));
    CHECK(has(doubtful, "name=\"is\" value=\"" + seven + "-7\""));
    CHECK(location_of(pages.post(ann, "/digits/edit", {{"is", seven + "-7"}})) == "/digits?done=label");
    CHECK(has(pages.get(ann, "/digits", "view=doubtful"), "Doubtful (1)"));
    CHECK(location_of(
              pages.post(ann, "/digits/edit", {{"id", five}, {"do", "delete"}, {"back", "https://evil.example/"}})) ==
          "/digits?done=delete");
    CHECK(has(pages.get(ann, "/digits"), "You keep 2 of 5,000"));
    CHECK(pages.post(ann, "/digits/edit", {{"do", "delete"}}).status == 422);
    CHECK(pages.post(ann, "/digits/edit", {{"id", three}, {"do", "label"}, {"label", "10"}}).status == 422);
    CHECK(pages.post(ann, "/digits/edit", {{"is", seven}}).status == 422);
    CHECK(pages.post(ann, "/digits/edit", {{"is", "-"}}).status == 422);
    const Client bob = pages.browser("bob@example.org");
    for (const char* what : {"delete", "label"}) {
      CHECK(pages.post(bob, "/digits/edit", {{"id", seven}, {"do", what}, {"label", "1"}}).status == 404);
    }
  });
}

TEST_CASE("item 17: looking at digits changes nothing") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string id = pages.keep(ann, 7);
    const std::string before = pages.get(ann, "/api/v1/samples").body;
    for (const std::string& path : {std::string("/digits"), "/digits/" + id + "/image", "/api/v1/samples/" + id}) {
      CHECK(pages.get(ann, path).status == 200);
    }
    CHECK(pages.get(ann, "/digits/edit").status == 405);
    CHECK(pages.get(ann, "/digits", "do=delete&id=" + id).status == 200);
    CHECK(pages.get(ann, "/api/v1/samples").body == before);
  });
}

TEST_CASE("item 53: the name of a file is text on the page, whatever stands in it") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string names[] = {"<script>alert(1)</script>",
                                 "'><img src=x onerror=alert(1)>",
                                 "{{csrf}}",
                                 "{{{csrf}}}",
                                 "javascript:alert(1)",
                                 "\xe2\x80\xae"
                                 "gnp.7"};
    int variant = 1;
    for (const std::string& name : names) {
      CAPTURE(name);
      CHECK(pages.post(ann, "/digits", {{"image", written("7", variant++), name}, {"label", "7"}}).status == 200);
      const Response refused = pages.post(ann, "/digits", {{"image", "no picture", name}});
      CHECK_FALSE(has(refused, "<script>alert"));
      CHECK_FALSE(has(refused, "<img src=x"));
    }
    const Response page = pages.get(ann, "/digits");
    CHECK(has(page, "You keep 6 of"));
    CHECK_FALSE(has(page, "<script>alert"));
    CHECK_FALSE(has(page, "<img src=x"));
    CHECK(has(page, "title=\"{{csrf}}\""));
  });
}
