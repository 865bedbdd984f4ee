#include "tests_pages.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "picture_admission.hpp"
#include "sample_query.hpp"
#include "tests_page.hpp"
#include "training.hpp"
#include "trial_page.hpp"
#include "trials_routes.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kTests = "/tests";

class TestsPages {
 public:
  TestsPages(Trials& trials, OwnVersions& versions, const AccountFrame& frame)
      : trials_(trials), versions_(versions), frame_(frame) {}

  [[nodiscard]] Response list(const Visit& visit) {
    const std::string page = query_value(visit.request, "page");
    PageData data = list_data(visit, page.empty() ? 1 : std::max<std::int64_t>(1, whole_number("page", page)));
    if (query_value(visit.request, "done") == "delete") data.set("done", "Deleted.");
    return frame_.page(visit, list_page(), std::move(data));
  }

  [[nodiscard]] Response begin(const Visit& visit) {
    try {
      std::string drawing;
      return go_to(address_of(trials_.begin(visit.user(), trial_form(visit, drawing))));
    } catch (const AccountError& error) {
      return frame_.refused(visit, list_page(), with_problem(list_data(visit, 1), error), error);
    } catch (const PictureRefused& error) {
      return frame_.page(visit, list_page(), with_problem(list_data(visit, 1), error), error.status());
    }
  }

  [[nodiscard]] Response show(const Visit& visit) { return frame_.page(visit, test_page(), test_data(visit)); }

  [[nodiscard]] Response read_again(const Visit& visit) {
    try {
      const std::string model(visit.form.value("model"));
      return go_to(address_of(trials_.read_again(visit.user(), id_of(visit), model)));
    } catch (const AccountError& error) {
      if (error.kind() == AccountError::Kind::not_found) throw;
      return frame_.refused(visit, test_page(), with_problem(test_data(visit), error), error);
    }
  }

  [[nodiscard]] Response compare(const Visit& visit) {
    const auto [first, second] = trials_.get_both(visit.user(), id_of(visit), visit.request.path_values.at(1));
    return frame_.page(visit, {"test_comparison", "Two models on the same digits", "", "account.css"},
                       trial_comparison_data(first, second));
  }

  [[nodiscard]] Response remove(const Visit& visit) {
    trials_.remove(visit.user(), id_of(visit));
    return go_to("/tests?done=delete");
  }

  [[nodiscard]] Response report(const Visit& visit) { return trial_report(trials_, visit); }
  [[nodiscard]] Response answers(const Visit& visit) { return trial_answers(trials_, visit); }
  [[nodiscard]] Response picture(const Visit& visit) { return trial_picture(trials_, visit); }

 private:
  static const std::string& id_of(const Visit& visit) { return visit.request.path_values.front(); }
  static std::string address_of(const std::string& id) { return std::string(kTests) + "/" + id; }

  static PageData with_problem(PageData data, const Error& error) {
    data.set("problem", error.what());
    return data;
  }

  [[nodiscard]] PageData list_data(const Visit& visit, std::int64_t page) {
    const User& user = visit.user();
    return tests_data(
        {page, trials_.list(user, {(page - 1) * kTrialsPerPage, kTrialsPerPage}), trials_.use(user), models_of(user)});
  }

  [[nodiscard]] PageData test_data(const Visit& visit) {
    const TrialView view = trials_.view(visit.user(), id_of(visit));
    return trial_data(view, models_for(visit.user(), view));
  }

  [[nodiscard]] std::vector<ModelOption> models_of(const User& user) {
    return model_options(
        {versions_.list(user, {0, TrainingNeeds::kMostVersions}).rows, versions_.used(user), trials_.served_sha256()});
  }

  /// Those that have not read these digits yet.
  [[nodiscard]] std::vector<ModelOption> models_for(const User& user, const TrialView& view) {
    const auto has_read = [&](const ModelOption& model) {
      return view.result.trial.model_sha256 == model.sha256 || std::ranges::any_of(view.others, [&](const auto& other) {
               return other.first.model_sha256 == model.sha256;
             });
    };
    std::vector<ModelOption> models = models_of(user);
    std::erase_if(models, has_read);
    return models;
  }

  static WebPage list_page() { return {"tests", "Test", "", "account.css"}; }
  static WebPage test_page() { return {"test", "A test", "", "account.css"}; }

  Trials& trials_;
  OwnVersions& versions_;
  const AccountFrame& frame_;
};

}  // namespace

void add_tests_pages(Routes& routes, Gate& gate, Trials& trials, Jobs& jobs, const AccountFrame& frame) {
  const auto pages = std::make_shared<TestsPages>(trials, jobs.versions(), frame);
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    gate.add(routes, {method, path, Access::user, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }, most_body_bytes});
  };
  add("GET", kTests, &TestsPages::list);
  add("POST", kTests, &TestsPages::begin, kMostSent_bytes);
  add("GET", "/tests/{id}", &TestsPages::show);
  add("POST", "/tests/{id}/again", &TestsPages::read_again);
  add("POST", "/tests/{id}/delete", &TestsPages::remove);
  add("GET", "/tests/{id}/with/{other}", &TestsPages::compare);
  add("GET", "/tests/{id}/report", &TestsPages::report);
  add("GET", "/tests/{id}/answers", &TestsPages::answers);
  add("GET", "/tests/{id}/digits/{number}", &TestsPages::picture);
}

}  // namespace digitnet::serve
