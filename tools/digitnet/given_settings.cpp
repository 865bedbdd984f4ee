#include "given_settings.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "digitnet/error.hpp"
#include "train_settings_json.hpp"
#include "training_setup.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

Json as_json(const TrainSettings& settings) {
  return Json::parse(to_json(settings));
}

TrainSettings from_json(const Json& json) {
  return parse_settings(json.dump(), "settings");
}

/// `base` with the `given` options of `now`, all of which must be settings.
Json with_given(Json base, const TrainSettings& now, const std::set<std::string>& given) {
  const Json anew = as_json(now);
  for (const std::string& option : given) {
    base.at(option) = anew.at(option);
  }
  return base;
}

std::string show(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

TrainSettings with_given_settings(const TrainSettings& base, const TrainSettings& now, std::set<std::string> given) {
  std::erase_if(given, [options = as_json(base)](const std::string& option) { return !options.contains(option); });
  return from_json(with_given(as_json(base), now, given));
}

TrainSettings resume_settings(const TrainSettings& stored, const TrainSettings& now,
                              const std::set<std::string>& given) {
  const Json before = as_json(stored);
  for (const std::string& option : given) {
    if (!before.contains(option)) {
      throw ArgumentError(fmt::format("--{}: cannot be given when a run is taken up again; leave it out", option));
    }
  }
  Json wanted = with_given(before, now, given);
  TrainSettings settings = from_json(wanted);
  complete_and_check(settings);
  wanted = as_json(settings);
  const bool epochs_are_free = stored.schedule == "constant" || stored.schedule == "step";
  for (const std::string& option : given) {
    if (before.at(option) != wanted.at(option) && !(option == "epochs" && epochs_are_free)) {
      throw ArgumentError(fmt::format("--{}: {} given, but the checkpoint was made {}; leave it out to go on", option,
                                      show(wanted.at(option)),
                                      before.at(option) == "" ? "without it" : "with " + show(before.at(option))));
    }
  }
  return settings;
}

}  // namespace digitnet::cli
