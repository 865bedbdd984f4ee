#include <doctest/doctest.h>

#include <regex>

#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"
#include "serve/samples/samples_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

std::string place_of(const Response& response) {
  return std::string(find_field(response.fields, "Location"));
}

/// Tests with a 7, a 3 and a 1 by the form; gives the address of the page that is shown then.
std::string test_three(DataPagesUnderTest& pages, const Client& client, const std::string& model = "served",
                       const std::string& name = "") {
  const Response response = pages.post(client, "/tests",
                                       {{"image", written("7"), "7_a.pgm"},
                                        {"image", written("3"), "3_a.pgm"},
                                        {"image", written("1"), "1_a.pgm"},
                                        {"label", ""},
                                        {"name", name},
                                        {"model", model}});
  REQUIRE(response.status == 303);
  return place_of(response);
}

bool is_address_of_test(const std::string& address) {
  return std::regex_match(address, std::regex("/tests/[0-9a-f]{32}"));
}

}  // namespace

TEST_CASE("the page of tests has the form, and then the history as a plot and a table") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Response empty = pages.get(ann, "/tests");
    CHECK(has(empty, "own model, which you use</option>"));
    CHECK(has(empty, "aria-current=\"page\">Test</a>"));
    CHECK(has(empty, "You keep 0 of 5,000"));
    CHECK_FALSE(has(empty, "Tests so far"));
    const std::string address = test_three(pages, ann);
    CHECK(is_address_of_test(address));
    const Response list = pages.get(ann, "/tests");
    CHECK(has(list, "<title>Accuracy in tests over time</title>"));
    CHECK(has(list, "<a href=\"" + address + "\">Test 1</a>"));
    CHECK(has(list, "3 digits"));
    CHECK_FALSE(has(list, "style="));
    CHECK_FALSE(has(list, "{{"));
    CHECK(place_of(pages.get(Client{}, "/tests")) == "/login?next=/tests");
  });
}

TEST_CASE("the page of a test has figures, confusion, digits, confidence and what was misread as pictures") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string sevens = give_constant_version(pages, ann, 7, 0.55);
    const std::string address = test_three(pages, ann, sevens);
    const Response page = pages.get(ann, address);
    for (const char* text : {"<dd>33.33 %</dd>", "<dd>6.1 – 79.2 %</dd>", "<dd>2</dd>", "read by your version 1",
                             "<td class=\"hit\">1</td>", "<td class=\"miss\">1</td>", "A 3, read as <b>7</b>",
                             "A 1, read as <b>7</b>", "3 digits are too few to tell", "Reliability"}) {
      CAPTURE(text);
      CHECK(has(page, text));
    }
    CHECK(has(page, "<img src=\"" + address + "/digits/2\" alt=\"Digit 2 as it was written\""));
    CHECK_FALSE(has(page, address + "/digits/1\""));  // it was read rightly
    CHECK_FALSE(has(page, "style="));
    CHECK_FALSE(has(page, "{{"));
    const Response picture = pages.get(ann, address + "/digits/2");
    CHECK(picture.content_type == "image/png");
    CHECK(picture.body.starts_with("\x89PNG"));
    CHECK(find_field(picture.fields, "Content-Security-Policy") == "default-src 'none'; sandbox");
    CHECK(pages.get(ann, address + "/digits/4").status == 404);
    CHECK(pages.get(ann, address + "/digits/x").status == 422);
  });
}

TEST_CASE("what was read and never rightly has a precision of nought, what was never read has none") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string nines = give_constant_version(pages, ann, 9, 0.55);
    const Response page = pages.get(ann, test_three(pages, ann, nines));
    CHECK(has(page, "<th scope=\"row\">9</th><td>0</td><td>–</td><td>0.00 %</td>"));
    CHECK(has(page, "<th scope=\"row\">7</th><td>1</td><td>0.00 %</td><td>–</td>"));
    CHECK(has(page, "<th scope=\"row\">5</th><td>0</td><td>–</td><td>–</td>"));
  });
}

TEST_CASE("the same digits are read by another model, and both stand side by side") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string first = test_three(pages, ann);
    CHECK_FALSE(has(pages.get(ann, first), "Read again</button>"));
    const std::string sevens = give_constant_version(pages, ann, 7, 0.55);
    CHECK(has(pages.get(ann, first), "<option value=\"" + sevens + "\">your version 1</option>"));
    const std::string second = place_of(pages.post(ann, first + "/again", {{"model", sevens}}));
    CHECK(is_address_of_test(second));
    CHECK(second != first);
    CHECK(place_of(pages.post(ann, first + "/again", {{"model", sevens}})) == second);
    const Response page = pages.get(ann, first);
    CHECK(has(page, "-66.67 points"));
    CHECK(has(page, "That may be chance"));
    const std::string both = first + "/with/" + second.substr(second.rfind('/') + 1);
    CHECK(has(page, "<a href=\"" + both + "\""));
    const Response comparison = pages.get(ann, both);
    CHECK(comparison.status == 200);
    CHECK(has(comparison, "only the first on 2, only the second on 0, neither on 0"));
    CHECK(has(comparison, "<br>Second: 7, 55.0 %</div>"));
    CHECK_FALSE(has(comparison, "{{"));
    CHECK(pages.get(ann, first + "/with/" + sevens).status == 404);
    CHECK(pages.post(ann, first + "/again", {{"model", std::string(32, '0')}}).status == 404);
  });
}

TEST_CASE("a test is downloaded as a page and as CSV, which a browser saves and never runs") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string address = test_three(pages, ann);
    const Response report = pages.get(ann, address + "/report");
    CHECK(report.content_type == "text/html; charset=utf-8");
    CHECK(find_field(report.fields, "Content-Disposition") == "attachment; filename=\"test-1.html\"");
    CHECK(find_field(report.fields, "Content-Security-Policy").find("sandbox") != std::string::npos);
    CHECK(has(report, "Confusion matrix"));
    const Response answers = pages.get(ann, address + "/answers");
    CHECK(answers.content_type == "text/csv; charset=utf-8");
    CHECK(find_field(answers.fields, "Content-Disposition") == "attachment; filename=\"test-1.csv\"");
    CHECK(has(answers, "\r\n1,7_a.pgm,7,7,"));
    CHECK(has(answers, "\r\n3,1_a.pgm,1,1,"));
  });
}

TEST_CASE("a test is deleted by its button") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string address = test_three(pages, ann);
    CHECK(place_of(pages.post(ann, address + "/delete", {})) == "/tests?done=delete");
    CHECK(has(pages.get(ann, "/tests", "done=delete"), "Deleted."));
    CHECK(pages.get(ann, address).status == 404);
    CHECK(has(pages.get(ann, "/tests"), "You keep 0 of 5,000"));
  });
}

TEST_CASE("what cannot be tested with is said beside the form, with its status") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const auto send = [&](std::vector<SentPart> parts) { return pages.post(ann, "/tests", std::move(parts)); };
    const Response nothing = send({});
    CHECK(nothing.status == 422);
    CHECK(has(nothing, "<p class=\"problem-text\" role=\"alert\">Choose a picture first.</p>"));
    CHECK(send({{"image", "no picture", "7.png"}}).status == 415);
    CHECK(has(send({{"image", written("7"), "x.pgm"}}), "Nothing says which digit it is"));
    CHECK(send({{"image", written("7"), "7.pgm"}, {"label", "seven"}}).status == 422);
    CHECK(send({{"image", written("7"), "7.pgm"}, {"name", std::string(65, 'a')}}).status == 422);
    CHECK(send({{"image", written("7"), "7.pgm"}, {"model", "nonsense"}}).status == 404);
    CHECK(pages.get(ann, "/tests", "page=x").status == 422);
    CHECK(has(pages.get(ann, "/tests"), "You keep 0 of 5,000"));
    const Response some = send({{"image", written("7"), "7.pgm"}, {"image", "no picture", "3.png"}});
    CHECK(has(pages.get(ann, place_of(some)), "<li>3.png: Only PNG, JPEG, BMP, PGM and PPM pictures are taken.</li>"));
  });
}

TEST_CASE("digits that are among My digits are told on the page: they are not fresh") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    pages.keep(ann, 7);
    const Response page = pages.get(ann, test_three(pages, ann));
    CHECK(has(page, "1 digit of these are among My digits, so they are not fresh"));
    CHECK(has(page, "Of the other 2,"));
  });
}

TEST_CASE("two models are compared on digits that are fresh to both, and the page says how many are not") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const auto side_by_side = [&](const std::string& first) {
      const std::string sevens = give_constant_version(pages, ann, 7, 0.55);
      const std::string second = place_of(pages.post(ann, first + "/again", {{"model", sevens}}));
      return pages.get(ann, first + "/with/" + second.substr(second.rfind('/') + 1));
    };
    const std::string three = test_three(pages, ann);
    pages.keep(ann, 3);
    const Response some = side_by_side(three);
    CHECK(has(some, "1 digit of these did not count"));
    CHECK(has(some, "Of the 2 digits that are fresh to both the first read +50.00 points"));
    CHECK(has(some, "only the first on 1, only the second on 0, neither on 0"));
    CHECK(has(some, "A <b>3</b><br>First: 3"));
    CHECK(has(some, "<span class=\"quiet\">not fresh</span></div>"));
    const Response sent = pages.post(ann, "/tests", {{"image", written("3"), "3.pgm"}, {"model", "served"}});
    const std::string known = place_of(sent);
    const Response none = side_by_side(known);
    CHECK(has(none, "All of these digits are among My digits"));
    CHECK_FALSE(has(none, "points more rightly"));
    CHECK(has(pages.get(ann, known), "<td>–</td><td><a href=\"" + known + "/with/"));
  });
}

TEST_CASE("item 53: what a user calls a set, and files, are text on every page and in every file") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string bad = "\"><script>alert(1)</script>{{id}}";
    const std::string sevens = give_constant_version(pages, ann, 7, 0.55);
    const Response sent = pages.post(ann, "/tests",
                                     {{"image", written("3"), "<script>alert(1)</script>-3.pgm"},
                                      {"image", "no picture", "<script>alert(2)</script>.png"},
                                      {"name", bad},
                                      {"model", sevens}});
    const std::string address = place_of(sent);
    const std::string other = place_of(pages.post(ann, address + "/again", {{"model", "served"}}));
    for (const std::string& path : {std::string("/tests"), address, address + "/report",
                                    address + "/with/" + other.substr(other.rfind('/') + 1)}) {
      CAPTURE(path);
      const Response page = pages.get(ann, path);
      CHECK(page.status == 200);
      CHECK_FALSE(has(page, "<script>alert"));
      CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;{{id}}"));
    }
  });
}
