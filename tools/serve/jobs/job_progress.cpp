#include "job_progress.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::optional<double> maybe_number(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

Json as_json(const History& history) {
  Json epochs = Json::array();
  for (const EpochRecord& epoch : history) {
    epochs.push_back({{"epoch", epoch.epoch},
                      {"loss", epoch.loss},
                      {"accuracy", epoch.accuracy},
                      {"validation_loss", number(epoch.validation_loss)},
                      {"validation_accuracy", number(epoch.validation_accuracy)},
                      {"learning_rate", epoch.learning_rate},
                      {"seconds", epoch.seconds}});
  }
  return epochs;
}

History history_in(const Json& json) {
  History history;
  for (const Json& epoch : json) history.push_back(epoch_in(epoch.dump()));
  return history;
}

}  // namespace

EpochRecord epoch_in(const std::string& text) {
  const Json json = Json::parse(text);
  EpochRecord epoch;
  epoch.epoch = json.value("epoch", 0);
  epoch.loss = maybe_number(json, "loss").value_or(0);
  epoch.accuracy = maybe_number(json, "accuracy").value_or(0);
  epoch.validation_loss = maybe_number(json, "validation_loss");
  epoch.validation_accuracy = maybe_number(json, "validation_accuracy");
  epoch.learning_rate = maybe_number(json, "learning_rate").value_or(0);
  epoch.seconds = maybe_number(json, "seconds").value_or(0);
  return epoch;
}

std::string to_json(const JobProgress& progress) {
  return Json{{"phase", progress.phase}, {"epoch", progress.epoch}, {"epochs", progress.epochs},
              {"share", progress.share}, {"loss", progress.loss},   {"history", as_json(progress.history)}}
      .dump();
}

JobProgress parse_progress(const std::string& json) try {
  const Json parsed = Json::parse(json);
  JobProgress progress;
  progress.phase = parsed.value("phase", "");
  progress.epoch = parsed.value("epoch", 0);
  progress.epochs = parsed.value("epochs", 0);
  progress.share = maybe_number(parsed, "share").value_or(0);
  progress.loss = maybe_number(parsed, "loss").value_or(0);
  progress.history = history_in(parsed.value("history", Json::array()));
  return progress;
} catch (const Json::exception&) {
  return {};
}

std::string history_json(const History& history) {
  return as_json(history).dump();
}

History parse_history(const std::string& json) try {
  return history_in(Json::parse(json));
} catch (const Json::exception&) {
  return {};
}

}  // namespace digitnet::serve
