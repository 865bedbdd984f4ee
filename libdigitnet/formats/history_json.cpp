#include "formats/history_json.hpp"

#include <fmt/format.h>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

Json record_to_json(const EpochRecord& record) {
  Json json;
  json["epoch"] = record.epoch;
  json["loss"] = number_to_json(record.loss);
  json["accuracy"] = number_to_json(record.accuracy);
  if (record.validation_loss) json["validation_loss"] = number_to_json(*record.validation_loss);
  if (record.validation_accuracy) json["validation_accuracy"] = number_to_json(*record.validation_accuracy);
  json["learning_rate"] = number_to_json(record.learning_rate);
  json["seconds"] = number_to_json(record.seconds);
  return json;
}

EpochRecord read_record(const ParsedJson& json, const std::string& name, const std::string& place) {
  ObjectReader from(json, name, place);
  EpochRecord record;
  record.epoch = from.integer("epoch");
  record.loss = from.number("loss");
  record.accuracy = from.number("accuracy");
  if (from.has("validation_loss")) record.validation_loss = from.number("validation_loss");
  if (from.has("validation_accuracy")) record.validation_accuracy = from.number("validation_accuracy");
  record.learning_rate = from.number("learning_rate");
  record.seconds = from.number("seconds");
  from.expect_no_others();
  return record;
}

}  // namespace

Json history_to_json(const History& history) {
  Json json = Json::array();
  for (const EpochRecord& record : history) json.push_back(record_to_json(record));
  return json;
}

History read_history(const ParsedJson& json, const std::string& name) {
  if (!json.is_array()) throw FormatError(fmt::format("{}: expected the history to be a list", name));
  History history;
  for (const ParsedJson& record : json) {
    history.push_back(read_record(record, name, fmt::format("history[{}]", history.size())));
  }
  return history;
}

}  // namespace digitnet
