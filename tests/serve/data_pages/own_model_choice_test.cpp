#include "own_model_choice.hpp"

#include <doctest/doctest.h>

#include <future>

#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

/// The model for what a client sends, waited for.
ChosenModel choice_for(DataPagesUnderTest& pages, const Client& client) {
  const CookieNames cookies("http://127.0.0.1");
  OwnModelChoice choice(*pages.accounts, pages.jobs->shelf(), cookies, [](const std::string&) {});
  Request request;
  request.client = "10.0.0.1";
  if (!client.cookie.empty()) request.fields.push_back({"Cookie", cookies.session + "=" + client.cookie});
  if (!client.token.empty()) request.fields.push_back({"Authorization", "Bearer " + client.token});
  std::promise<ChosenModel> chosen;
  choice.choose(request, [&](ChosenModel given) { chosen.set_value(std::move(given)); });
  return chosen.get_future().get();
}

}  // namespace

TEST_CASE("who uses a version is read for by it, in a browser and by a token that may recognise; others are not") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Client bob = pages.browser("bob@example.org");
    const std::string id = give_version(pages, ann);
    CHECK(choice_for(pages, ann).model == nullptr);
    pages.post(ann, "/versions/" + id + "/use", {});
    const auto model = choice_for(pages, ann).model;
    REQUIRE(model);
    CHECK(model->models.lines.has_value());
    CHECK(choice_for(pages, pages.program(ann, {Scope::recognize})).model == model);
    CHECK(choice_for(pages, bob).model == nullptr);
    CHECK(choice_for(pages, Client{}).model == nullptr);
    CHECK(choice_for(pages, Client{"", "expired", ""}).model == nullptr);
  });
}

TEST_CASE("item 50: a token that is none is a 401 when it recognises, one without that scope a 403") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    CHECK(choice_for(pages, pages.program(ann, {Scope::train})).status == 403);
    CHECK(choice_for(pages, Client{"", "", "dgn_x"}).status == 401);
  });
}
