#include "training_pages.hpp"

#include <memory>
#include <utility>

#include "training_page.hpp"
#include "trainings_routes.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kTraining = "/training";
constexpr std::int64_t kShown = 10;

WebPage training_page() {
  return {"training", "Training", "training.js", "account.css"};
}

class TrainingPages {
 public:
  TrainingPages(Jobs& jobs, const AccountFrame& frame) : jobs_(jobs), frame_(frame) {}

  [[nodiscard]] Response show(const Visit& visit) { return frame_.page(visit, training_page(), data_of(visit)); }

  [[nodiscard]] Response start(const Visit& visit) {
    return answer(visit, [&] { (void)start_training(jobs_, visit, visit.form.value("from")); });
  }

  [[nodiscard]] Response cancel(const Visit& visit) {
    return answer(visit,
                  [&] { jobs_.training().cancel(visit.user(), visit.request.path_values.front(), visit.origin); });
  }

  /// Follows a training: an event whenever it has come further, and a last one when it is over.
  [[nodiscard]] Response events(const Visit& visit) {
    const std::string id = visit.request.path_values.front();
    (void)jobs_.training().get(visit.user(), id);
    Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.fields = {{"Cache-Control", "no-store"}};
    response.events = [this, user = visit.user(), id, told = std::make_shared<std::string>()](const auto& give) {
      give(next_events(user, id, *told));
    };
    return response;
  }

 private:
  [[nodiscard]] std::optional<std::string> next_events(const User& user, const std::string& id, std::string& told) {
    try {
      if (told.starts_with("event: over")) return std::nullopt;
      std::string event = training_event(jobs_.training().get(user, id));
      if (event == told) return "";
      return told = std::move(event);
    } catch (const AccountError&) {
      return std::nullopt;  // it is gone
    } catch (const std::exception&) {
      return "";  // the database may be back in a moment
    }
  }

  template <typename Work>
  [[nodiscard]] Response answer(const Visit& visit, Work work) {
    try {
      work();
      return go_to(kTraining);
    } catch (const AccountError& error) {
      PageData data = data_of(visit);
      data.set("problem", error.what());
      return frame_.refused(visit, training_page(), std::move(data), error);
    }
  }

  [[nodiscard]] PageData data_of(const Visit& visit) {
    const User& user = visit.user();
    return training_data(
        {jobs_.training().needs(user), jobs_.versions().used(user), jobs_.training().list(user, {0, kShown})});
  }

  Jobs& jobs_;
  const AccountFrame& frame_;
};

}  // namespace

void add_training_pages(Routes& routes, Gate& gate, Jobs& jobs, const AccountFrame& frame) {
  const auto pages = std::make_shared<TrainingPages>(jobs, frame);
  const auto add = [&](const char* method, const char* path, auto answer) {
    gate.add(routes, {method, path, Access::user, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", kTraining, &TrainingPages::show);
  add("POST", kTraining, &TrainingPages::start);
  add("POST", "/training/{id}/cancel", &TrainingPages::cancel);
  add("GET", "/training/{id}/events", &TrainingPages::events);
}

}  // namespace digitnet::serve
