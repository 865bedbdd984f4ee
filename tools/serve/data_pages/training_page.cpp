#include "training_page.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "account_frame.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

int percent_of(const Job& job) {
  return static_cast<int>(std::lround(100 * job.progress.share));
}

PageData open_data(const Job& job) {
  PageData data;
  data.set("id", job.id);
  data.set("stage", stage_of(job));
  data.set("percent", std::to_string(percent_of(job)));
  return data;
}

PageData row_data(const Job& job) {
  PageData data;
  data.set("when", shown_time(job.created_at));
  data.set("stage", stage_of(job));
  data.set("took", job.seconds > 0 ? duration_text(std::llround(job.seconds)) : "");
  if (!job.problem.empty()) data.set("problem", job.problem);
  if (job.state == JobState::done) data.set("version", job.version_id);
  return data;
}

}  // namespace

std::string stage_of(const Job& job) {
  switch (job.state) {
    case JobState::queued:
      return "Waits for its turn";
    case JobState::done:
      return "Done";
    case JobState::failed:
      return "Failed";
    case JobState::cancelled:
      return "Cancelled";
    case JobState::running:
      break;
  }
  if (job.is_to_stop) return "Being cancelled";
  if (job.progress.phase == "training" && job.progress.epoch > 0) {
    return fmt::format("Epoch {} of {}", job.progress.epoch, job.progress.epochs);
  }
  if (job.progress.phase == "measuring") return "Measuring what it learnt";
  if (job.progress.phase == "saving") return "Saving";
  return "Beginning";
}

PageData training_data(const TrainingView& view) {
  PageData data;
  const TrainingNeeds& needs = view.needs;
  data.set("digits", with_thousands(needs.digits));
  data.set("labels", std::to_string(needs.labels));
  data.set("left", duration_text(needs.budget.left));
  data.set("budget", duration_text(needs.budget.seconds));
  if (needs.open) {
    data.set("open", open_data(*needs.open));
  } else if (const std::string obstacle = needs.obstacle(); !obstacle.empty()) {
    data.set("obstacle", obstacle);
  } else {
    data.set("may_begin", true);
  }
  if (view.used) data.set("used", std::to_string(view.used->number));
  PageData rows{PageData::type::list};
  for (const Job& job : view.trainings.rows) {
    if (job.is_over()) rows.push_back(row_data(job));
  }
  data.set("has_trainings", rows.is_non_empty_list());
  data.set("trainings", rows);
  return data;
}

std::string training_event(const Job& job) {
  const nlohmann::ordered_json json{
      {"stage", stage_of(job)}, {"percent", percent_of(job)}, {"loss", job.progress.loss}};
  return fmt::format("event: {}\ndata: {}\n\n", job.is_over() ? "over" : "progress", json.dump());
}

}  // namespace digitnet::serve
