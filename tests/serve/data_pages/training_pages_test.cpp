#include <doctest/doctest.h>

#include <future>

#include "job_queue.hpp"
#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

/// The next events of a page that follows.
std::optional<std::string> next_of(const Response& response) {
  std::promise<std::optional<std::string>> events;
  response.events([&](std::optional<std::string> given) { events.set_value(std::move(given)); });
  return events.get_future().get();
}

std::string place_of(const Response& response) {
  return std::string(find_field(response.fields, "Location"));
}

template <typename Work>
void with_queue(DataPagesUnderTest& pages, Work work) {
  pages.accounts.database.write([&](Transaction& transaction) {
    JobQueue queue(transaction);
    work(queue);
  });
}

}  // namespace

TEST_CASE("the training page says what is missing, and then has the button") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    CHECK(has(pages.get(ann, "/training"), "you have 0 of 0"));
    CHECK_FALSE(has(pages.get(ann, "/training"), ">Train</button>"));
    const Response refused = pages.post(ann, "/training", {{"from", "served"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "role=\"alert\""));
    give_digits(pages, ann, 20);
    CHECK(has(pages.get(ann, "/training"), ">Train</button>"));
    CHECK(pages.get(Client{}, "/training").status == 303);
  });
}

TEST_CASE("a training that is to begin with something unknown is refused, and waits for nothing") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    give_digits(pages, ann, 20);
    for (const char* from : {"", "nonsense", "Served"}) {
      CAPTURE(from);
      const Response refused = pages.post(ann, "/training", {{"from", from}});
      CHECK(refused.status == 422);
      CHECK(has(refused, "from: expected own or served."));
    }
    CHECK(has(pages.get(ann, "/training"), ">Train</button>"));
    CHECK(place_of(pages.post(ann, "/training", {{"from", "own"}})) == "/training");
  });
}

TEST_CASE("a training that is under way is shown without a script, and cancelled by a button") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    give_digits(pages, ann, 20);
    CHECK(place_of(pages.post(ann, "/training", {{"from", "served"}})) == "/training");
    CHECK(has(pages.get(ann, "/training"), "Waits for its turn"));
    Job job = take_training(pages);
    job.progress = {"training", 2, 5, 0.4, 0.1, {}};
    with_queue(pages, [&](JobQueue& queue) { (void)queue.renew(job, {"server", pages.accounts.now}); });
    const Response page = pages.get(ann, "/training");
    CHECK(has(page, "Epoch 2 of 5"));
    CHECK(has(page, "value=\"40\""));
    CHECK(place_of(pages.post(ann, "/training/" + job.id + "/cancel", {})) == "/training");
    CHECK(has(pages.get(ann, "/training"), "Being cancelled"));
    job.state = JobState::cancelled;
    with_queue(pages, [&](JobQueue& queue) { CHECK(queue.finish(job, pages.accounts.now)); });
    CHECK(has(pages.get(ann, "/training"), ": Cancelled"));
  });
}

TEST_CASE("a page follows a training by events: one when it comes further, a last one when it is over") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    give_digits(pages, ann, 20);
    pages.post(ann, "/training", {{"from", "served"}});
    Job job = take_training(pages);
    const Response events = pages.get(ann, "/training/" + job.id + "/events");
    CHECK(events.content_type.starts_with("text/event-stream"));
    CHECK(next_of(events)->find("\"percent\":0") != std::string::npos);
    CHECK(next_of(events) == "");
    job.progress = {"training", 1, 5, 0.25, 0.3, {}};
    with_queue(pages, [&](JobQueue& queue) { (void)queue.renew(job, {"server", pages.accounts.now}); });
    CHECK(*next_of(events) == "event: progress\ndata: {\"stage\":\"Epoch 1 of 5\",\"percent\":25,\"loss\":0.3}\n\n");
    job.state = JobState::failed;
    job.problem = "It failed.";
    with_queue(pages, [&](JobQueue& queue) { CHECK(queue.finish(job, pages.accounts.now)); });
    CHECK(next_of(events)->starts_with("event: over\n"));
    CHECK_FALSE(next_of(events));
    CHECK(has(pages.get(ann, "/training"), "It failed."));
  });
}

TEST_CASE("nobody follows a training any more once they are logged out, or disabled") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Client other = pages.again(ann);
    give_digits(pages, ann, 20);
    pages.post(ann, "/training", {{"from", "served"}});
    const std::string path = "/training/" + take_training(pages).id + "/events";
    const Response first = pages.get(ann, path);
    const Response second = pages.get(other, path);
    CHECK(next_of(first));
    CHECK(next_of(second));
    pages.accounts->sessions().end(std::string_view(ann.cookie), origin());
    CHECK_FALSE(next_of(first));
    CHECK(next_of(second) == "");
    pages.accounts->administration().disable({"command", {}}, ann.user_id);
    CHECK_FALSE(next_of(second));
  });
}

TEST_CASE("versions are shown before and after, side by side with intervals and curves, and used by a button") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    CHECK(has(pages.get(ann, "/versions"), "You have none yet."));
    const std::string id = give_version(pages, ann);
    const Response list = pages.get(ann, "/versions");
    for (const char* text :
         {"55.00 %", "95.00 %", "+40.00 points", "99.60 %", "99.58 %", "-0.02 points", "34.2 – 74.2 %"}) {
      CAPTURE(text);
      CHECK(has(list, text));
    }
    const Response one = pages.get(ann, "/versions/" + id);
    CHECK(has(one, "<svg"));
    CHECK_FALSE(has(one, "style="));
    CHECK(place_of(pages.post(ann, "/versions/" + id + "/use", {})) == "/versions?done=use");
    CHECK(has(pages.get(ann, "/versions/" + id), "You use it"));
    CHECK(place_of(pages.post(ann, "/versions/served", {})) == "/versions?done=served");
    CHECK_FALSE(has(pages.get(ann, "/versions/" + id), "You use it"));
    CHECK(pages.get(ann, "/versions/" + id + "/file").status == 200);
    CHECK(place_of(pages.post(ann, "/versions/" + id + "/delete", {})) == "/versions?done=delete");
    CHECK(pages.get(ann, "/versions/" + id).status == 404);
  });
}

TEST_CASE("item 53: a note is shown as it was written, and never as a part of the page") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const std::string id = give_version(pages, ann);
    const std::string note = "\"><script>alert(1)</script>{{id}}";
    CHECK(place_of(pages.post(ann, "/versions/" + id + "/note", {{"note", note}})) == "/versions/" + id + "?done=note");
    for (const std::string& path : {std::string("/versions"), "/versions/" + id}) {
      const Response page = pages.get(ann, path);
      CHECK_FALSE(has(page, "<script>alert"));
      CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;{{id}}"));
    }
    CHECK(pages.post(ann, "/versions/" + id + "/note", {{"note", std::string(501, 'a')}}).status == 422);
  });
}
