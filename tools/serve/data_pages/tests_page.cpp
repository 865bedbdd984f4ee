#include "tests_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "account_frame.hpp"
#include "accuracy_history_svg.hpp"
#include "megabytes.hpp"
#include "trial_words.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

/// A point of the plot; its title holds nothing that a person wrote.
cli::TestedAccuracy point_of(const Trial& trial) {
  return {trial.number, trial.all.accuracy(), trial.all.interval(), trial.version_number.has_value(),
          fmt::format("Test {}, {}: {} of {} digits", trial.number, model_name(trial), share_text(trial.all),
                      with_thousands(trial.all.images))};
}

PageData history_chart(const std::vector<Trial>& latest_first) {
  std::vector<cli::TestedAccuracy> tests;
  for (const Trial& trial : latest_first) tests.push_back(point_of(trial));
  std::ranges::reverse(tests);
  return {cli::accuracy_history_svg(tests)};
}

PageData row_data(const Trial& trial) {
  PageData data;
  data.set("id", trial.id);
  data.set("number", std::to_string(trial.number));
  data.set("when", shown_time(trial.created_at));
  data.set("name", trial.set.name);
  data.set("model", model_name(trial));
  data.set("images", with_thousands(trial.all.images));
  data.set("share", share_text(trial.all));
  data.set("interval", interval_text(trial.all));
  return data;
}

}  // namespace

std::vector<ModelOption> model_options(const ReadableModels& models) {
  const auto& used = models.used;
  const std::string which_you_use = ", which you use";
  std::vector<ModelOption> offered;
  if (used) offered.push_back({used->id, fmt::format("your version {}{}", used->number, which_you_use), used->sha256});
  offered.push_back({kServedModel, "the server's own model" + (used ? "" : which_you_use), models.served_sha256});
  for (const ModelVersion& version : models.versions) {
    if (used && version.id == used->id) continue;
    offered.push_back({version.id, fmt::format("your version {}", version.number), version.sha256});
  }
  return offered;
}

PageData models_data(const std::vector<ModelOption>& models) {
  PageData list{PageData::type::list};
  for (const ModelOption& model : models) {
    PageData data;
    data.set("value", model.name);
    data.set("text", model.text);
    list.push_back(data);
  }
  return list;
}

PageData tests_data(const TestsView& view) {
  PageData data;
  data.set("used", with_thousands(view.use.used.images));
  data.set("quota", with_thousands(view.use.quota.images));
  data.set("megabytes", megabytes(view.use.used.bytes));
  data.set("quota_megabytes", megabytes(view.use.quota.bytes));
  data.set("models", models_data(view.models));
  PageData rows{PageData::type::list};
  for (const Trial& trial : view.trials.rows) rows.push_back(row_data(trial));
  data.set("has_tests", !view.trials.rows.empty());
  if (!view.trials.rows.empty()) data.set("history", history_chart(view.trials.rows));
  data.set("tests", rows);
  data.set("several_pages", view.page > 1 || view.trials.has_more);
  data.set("page", std::to_string(view.page));
  if (view.page > 1) data.set("newer", fmt::format("/tests?page={}", view.page - 1));
  if (view.trials.has_more) data.set("older", fmt::format("/tests?page={}", view.page + 1));
  return data;
}

}  // namespace digitnet::serve
