#include "evaluation_json.hpp"

#include <nlohmann/json.hpp>

namespace digitnet::cli {

std::string evaluation_json(const Evaluation& evaluation, const std::string& model, const std::string& data) {
  using Json = nlohmann::ordered_json;
  Json json{{"model", model},
            {"data", data},
            {"images", evaluation.images},
            {"loss", evaluation.loss},
            {"accuracy", evaluation.accuracy},
            {"accuracy_interval", {evaluation.accuracy_interval.low, evaluation.accuracy_interval.high}},
            {"top_k_accuracy", evaluation.top_k_accuracy},
            {"classes", Json::array()},
            {"confusion", evaluation.confusion},
            {"mistakes", Json::array()}};
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const ClassFigures& figures = evaluation.classes[i];
    json["classes"].push_back({{"class", i},
                               {"precision", figures.precision},
                               {"recall", figures.recall},
                               {"f1", figures.f1},
                               {"images", figures.support}});
  }
  for (const Mistake& mistake : evaluation.mistakes) {
    json["mistakes"].push_back({{"index", mistake.index},
                                {"label", mistake.label},
                                {"predicted", mistake.predicted},
                                {"probability", mistake.probability}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace digitnet::cli
