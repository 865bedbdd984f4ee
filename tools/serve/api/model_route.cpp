#include "model_route.hpp"

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "digitnet/architectures.hpp"
#include "recognize_route.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

/// A path on the server is nobody's business: what was trained on is named by its last part.
Json without_paths(Json options) {
  for (auto& value : options) {
    if (!value.is_string()) continue;
    const auto text = value.get<std::string>();
    if (const std::size_t slash = text.rfind('/'); slash != std::string::npos) value = text.substr(slash + 1);
  }
  return options;
}

/// As the model's record has it; nothing where that is empty, or no JSON because others wrote it.
Json trained_json(const std::string& options) {
  Json json = Json::parse(options, nullptr, false);
  return json.is_object() ? without_paths(std::move(json)) : Json();
}

Json accuracy_json(const std::optional<Evaluation>& evaluation) {
  if (!evaluation) return {};
  return {{"images", evaluation->images},
          {"accuracy", evaluation->accuracy},
          {"accuracy_interval", {evaluation->accuracy_interval.low, evaluation->accuracy_interval.high}},
          {"loss", evaluation->loss},
          {"calibration_error", evaluation->confidence.calibration_error}};
}

/// All that is stored of the layers, as `digitnet summary` counts it.
std::size_t count_parameters(const Model& model) {
  return model.parameters().size() + model.statistics().size();
}

Json line_model_json(const std::optional<Model>& lines) {
  return lines ? Json{{"parameters", count_parameters(*lines)}} : Json();
}

}  // namespace

std::string model_json(const ServedModel& model) {
  const Model& digits = model.models.digits;
  const Json json{{"version", model.version},
                  {"sha256", model.sha256},
                  {"architecture", Json::parse(to_json(Architecture{digits.input_shape(), digits.layers()}))},
                  {"parameters", count_parameters(digits)},
                  {"trained", trained_json(model.record.options)},
                  {"accuracy", accuracy_json(model.evaluation)},
                  {"line_model", line_model_json(model.models.lines)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Route model_route(const Recognizer& recognizer, const ModelChoice& choose) {
  return {"GET", "/api/v1/model", [&recognizer, choose](Request sent, const Respond& respond) {
            const auto request = std::make_shared<const Request>(std::move(sent));
            const auto answer = [&recognizer, request, respond](const std::shared_ptr<const ServedModel>& chosen) {
              const auto model = chosen ? chosen : recognizer.model();
              respond({200,
                       "application/json",
                       model_json(*model),
                       {{"X-Model-Version", model->version}, {"Cache-Control", "no-cache"}}});
            };
            with_chosen_model(choose, *request, respond, answer);
          }};
}

}  // namespace digitnet::serve
