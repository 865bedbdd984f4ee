#include "epoch_json.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "shortest_decimal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace

Json epoch_json(const EpochRecord& record) {
  // The rate was a float; a number that is not finite becomes null when the JSON is written.
  return {{"epoch", record.epoch},
          {"loss", record.loss},
          {"accuracy", record.accuracy},
          {"validation_loss", number(record.validation_loss)},
          {"validation_accuracy", number(record.validation_accuracy)},
          {"learning_rate", shortest_decimal(static_cast<float>(record.learning_rate))}};
}

}  // namespace digitnet::cli
